/** What outlives a reload: the bundle, settings, scans that wait, conflicts. One database for each event. */

const STORES = { facts: undefined, queue: "scan_id", conflicts: "scan_id" };

/** @typedef {keyof typeof STORES} StoreName */

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class Store {
  /** @param {IDBDatabase} database */
  constructor(database) {
    this.database = database;
  }

  /** @param {string} event @returns {Promise<Store>} */
  static async open(event) {
    const request = indexedDB.open(`foyer-check-in-${event}`, 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) request.result.createObjectStore(name, { keyPath });
    };
    return new Store(await done(request));
  }

  /** @param {StoreName} name @param {IDBTransactionMode} mode */
  at(name, mode) {
    return this.database.transaction(name, mode, { durability: "strict" }).objectStore(name);
  }

  /** @param {string} key @returns {Promise<any>} */
  fact(key) {
    return done(this.at("facts", "readonly").get(key));
  }

  /** @param {string} key @param {unknown} value */
  keepFact(key, value) {
    return done(this.at("facts", "readwrite").put(value, key));
  }

  /** @param {string} key */
  dropFact(key) {
    return done(this.at("facts", "readwrite").delete(key));
  }

  /** @param {"queue" | "conflicts"} name @returns {Promise<any[]>} */
  all(name) {
    return done(this.at(name, "readonly").getAll());
  }

  /** @param {"queue" | "conflicts"} name @param {{ scan_id: string } & Record<string, any>} value */
  put(name, value) {
    return done(this.at(name, "readwrite").put(value));
  }

  /** @param {"queue" | "conflicts"} name @param {string} scanId */
  remove(name, scanId) {
    return done(this.at(name, "readwrite").delete(scanId));
  }
}
