/** What is asked for: the filters and the order, in the page's address by the API's own names. */

/** As the API writes "gave no name". */
export const NO_NAME = "-";
const LISTS = /** @type {const} */ (["filter_uploader", "filter_tag", "filter_file_type"]);

export class Query {
  /** @param {URLSearchParams} [given] what is unknown in it is left out */
  constructor(given = new URLSearchParams()) {
    /** @type {Record<typeof LISTS[number], string[]>} */
    this.lists = { filter_uploader: [], filter_tag: [], filter_file_type: [] };
    for (const name of LISTS) this.lists[name] = [...new Set((given.get(name) ?? "").split(",").filter(Boolean))];
    this.date = given.get("filter_date") ?? "";
    this.guest = given.get("filter_session") ?? "";
    this.isWithHidden = given.get("include_hidden") === "true";
    this.sort = sortOf(given);
  }

  copy() {
    return new Query(this.params());
  }

  /** Without the order, which hides nothing. */
  get filterCount() {
    const lists = LISTS.reduce((sum, name) => sum + this.lists[name].length, 0);
    return lists + Number(this.date !== "") + Number(this.guest !== "") + Number(this.isWithHidden);
  }

  get isNewestFirst() {
    return this.sort === "newest";
  }

  /** No filter, the same order. */
  cleared() {
    const query = new Query();
    query.sort = this.sort;
    return query;
  }

  params() {
    const params = new URLSearchParams();
    for (const name of LISTS) if (this.lists[name].length) params.set(name, this.lists[name].join(","));
    for (const [name, value] of [["filter_date", this.date], ["filter_session", this.guest]]) if (name && value) params.set(name, value);
    if (this.isWithHidden) params.set("include_hidden", "true");
    const [by = "", order] = this.sort.split(":");
    if (!order && by !== "newest") params.set("sort", by);
    if (order) {
      params.set("sort_by", by);
      params.set("sort_order", order);
    }
    return params;
  }
}

/** `newest`, `oldest`, or `taken_at:desc` and the like, as the page's select has them. @param {URLSearchParams} given */
function sortOf(given) {
  const by = given.get("sort_by");
  if (by) return `${by}:${given.get("sort_order") ?? "desc"}`;
  return given.get("sort") === "oldest" ? "oldest" : "newest";
}

/** Keep the page's address at what is asked for. @param {Query} query @param {"push" | "replace"} how */
export function writeAddress(query, how) {
  const params = query.params();
  const address = `${location.pathname}${params.size ? `?${params}` : ""}`;
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}
