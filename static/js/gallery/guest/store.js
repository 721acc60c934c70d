/**
 * What outlives a reload: photos that wait, and what the page knew last. One database for each gallery.
 *
 * A browser that forbids it (private windows of some) or has no room left keeps things in memory, and `isLasting` or
 * the answer of `keepBytes` says so.
 *
 * @typedef {import("./types.js").Item} Item
 * @typedef {"facts" | "items" | "bytes"} Name
 */

const NAMES = { facts: undefined, items: "id", bytes: undefined };

/** @param {string} name @returns {Promise<IDBDatabase>} */
function open(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(NAMES)) request.result.createObjectStore(store, { keyPath });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

/** @param {Blob | { buffer: ArrayBuffer, type: string } | undefined} kept */
function blobOf(kept) {
  return !kept || kept instanceof Blob ? (kept ?? null) : new Blob([kept.buffer], { type: kept.type });
}

export class Store {
  /** @param {string} name @param {IDBDatabase | null} database */
  constructor(name, database) {
    this.name = name;
    this.database = database;
    /** @type {Record<Name, Map<string, any>>} */
    this.loose = { facts: new Map(), items: new Map(), bytes: new Map() };
  }

  /** @param {string} slug @returns {Promise<Store>} */
  static async open(slug) {
    const name = `foyer-guest-${slug}`;
    return new Store(name, await open(name).catch(() => null));
  }

  get isLasting() {
    return this.database !== null;
  }

  /**
   * Does its work in one transaction, and answers when that is written. iOS drops connections now and then.
   * @template T @param {Name} name @param {IDBTransactionMode} mode @param {(at: IDBObjectStore) => IDBRequest<T>} work @returns {Promise<T>}
   */
  async do(name, mode, work) {
    if (!this.database) throw new Error("no database");
    try {
      return await transact(this.database, name, mode, work);
    } catch (error) {
      if (!(error instanceof DOMException) || !/InvalidState|UnknownError/.test(error.name)) throw error;
      this.database = await open(this.name);
      return transact(this.database, name, mode, work);
    }
  }

  /** @param {Name} name @param {string} key @returns {Promise<any>} */
  async get(name, key) {
    const loose = this.loose[name].get(key);
    return loose === undefined && this.database ? this.do(name, "readonly", (at) => at.get(key)) : loose;
  }

  /** Whether it will outlive the page. @param {Name} name @param {string} key @param {unknown} value @returns {Promise<boolean>} */
  async set(name, key, value) {
    try {
      await this.do(name, "readwrite", (at) => (at.keyPath ? at.put(value) : at.put(value, key)));
      this.loose[name].delete(key);
      return true;
    } catch {
      this.loose[name].set(key, value);
      return false;
    }
  }

  /** @returns {Promise<Item[]>} the photos on this phone, the oldest first */
  async items() {
    const kept = this.database ? await this.do("items", "readonly", (at) => /** @type {IDBRequest<Item[]>} */ (at.getAll())) : [];
    const all = new Map([...kept, ...this.loose.items.values()].map((item) => [item.id, item]));
    return [...all.values()].sort((one, other) => one.at - other.at);
  }

  /** Keep what has changed of a photo, unless another tab has removed it. @param {Item} item @returns {Promise<boolean>} whether it is still there */
  async replace(item) {
    if ((await this.get("items", item.id)) === undefined) return false;
    await this.set("items", item.id, item);
    return true;
  }

  /** @param {string} id */
  async remove(id) {
    for (const name of /** @type {Name[]} */ (["items", "bytes"])) {
      this.loose[name].delete(id);
      if (this.database) await this.do(name, "readwrite", (at) => at.delete(id));
    }
  }

  /** @param {string} id */
  async dropBytes(id) {
    this.loose.bytes.delete(id);
    if (this.database) await this.do("bytes", "readwrite", (at) => at.delete(id));
  }

  /** @param {string} id @returns {Promise<Blob | null>} */
  async bytes(id) {
    return blobOf(await this.get("bytes", id));
  }

  /** Whether the photo outlives the page. @param {string} id @param {Blob} blob @returns {Promise<boolean>} */
  async keepBytes(id, blob) {
    if (await this.set("bytes", id, blob)) return true;
    // Some private windows keep buffers but no blobs.
    const isKept = this.isLasting && (await this.set("bytes", id, { buffer: await blob.arrayBuffer(), type: blob.type }));
    if (!isKept) this.loose.bytes.set(id, blob);
    return isKept;
  }
}

/** @template T @param {IDBDatabase} database @param {Name} name @param {IDBTransactionMode} mode @param {(at: IDBObjectStore) => IDBRequest<T>} work @returns {Promise<T>} */
function transact(database, name, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
  });
}
