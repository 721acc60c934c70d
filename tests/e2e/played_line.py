"""What stands around a script that drives the live board in a page without a server."""

# A line that a test speaks on, a random that is none, and waits that are written down and over at once.
AROUND = """
const { Board } = await import("/js/live/board.js");
const { ask } = await import("/js/live/act.js");
const encoder = new TextEncoder();
const asked = [], waits = [], heard = [], lines = [];
const setImmediately = window.setTimeout.bind(window);
const clearReally = window.clearTimeout.bind(window), waiting = new Set();
const nextTurn = () => new Promise((resolve) => setImmediately(resolve, 1));
const countSteps = () => asked.length + waits.length + heard.length;
// Until nothing has happened for some turns, however slow the machine is; what goes on for ever is left alone.
const moment = async () => {
  for (let quiet = 0, turns = 0; quiet < 5 && turns < 500; turns += 1) {
    const before = countSteps();
    await nextTurn();
    quiet = waiting.size || countSteps() !== before ? 0 : quiet + 1;
  }
};
const runSoon = (work) => {
  const number = setImmediately(() => { waiting.delete(number); work(); }, 0);
  waiting.add(number);
  return number;
};
window.clearTimeout = (number) => { waiting.delete(number); clearReally(number); };
Math.random = () => 1;
window.setTimeout = (work, wait) => (waits.push(wait), wait < 15000 ? runSoon(work) : 0);
let answers = [];
window.fetch = async (address, { headers = {}, body } = {}) => {
  asked.push([address, headers["Last-Event-ID"] ?? null, body ?? null]);
  const status = answers.shift() ?? 200;
  if (status === "down") throw new TypeError("down");
  if (typeof status === "object") return new Response(JSON.stringify(status.json), { status: status.status });
  if (status !== 200) return new Response("{}", { status });
  return new Response(new ReadableStream({ start: (line) => lines.push(line) }));
};
const say = async (event, data) => {
  lines.at(-1).enqueue(encoder.encode(`event: ${event}\\ndata: ${JSON.stringify(data)}\\n\\n`));
  await moment();
};
const opened = async (options = {}) => {
  const board = new Board({ ticket: "t1", ...options });
  for (const name of ["bye", "state", "me"]) board.addEventListener(name, ({ detail }) => heard.push([name, detail]));
  board.open();
  await moment();
  return board;
};
"""
