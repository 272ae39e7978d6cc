// The next and previous question are fetched while this one is read; the server lets the browser keep such a copy for
// a minute. A save makes the copies old (their tree shows the risk from before), so they are fetched anew first.
const IDLE = 2000;
const copies = new Map(); // address → whether the copy shows the last save
let timer = 0;

const links = () => [...document.querySelectorAll('[data-turn][rel="next"], [data-turn][rel="prev"]')];

async function fetchAhead(address) {
  copies.set(address, true);
  try {
    await fetch(address, { cache: "reload", headers: { "X-Ahead": "1" } });
  } catch {
    copies.delete(address); // No network: the link itself will say so.
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    for (const { href } of links()) if (!copies.get(href)) fetchAhead(href);
  }, IDLE);
}

/** Whether a copy of this page would show less than what was saved. */
export const old = (address) => copies.get(address) === false;

/** Go there, with a fresh copy if there is an old one. */
export async function go(address) {
  if (old(address)) await fetchAhead(address);
  location.href = address;
}

document.addEventListener("review:saved", () => {
  for (const address of copies.keys()) copies.set(address, false);
  later();
});
later();
