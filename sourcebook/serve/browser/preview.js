// The preview in the page: listens for builds and brings the page up to them. The built site holds none of this.

import { attributes, morph } from "./morph.js";
import { Overlay } from "./overlay.js";

const mark = document.querySelector('meta[name="sourcebook-preview"]');
let [build, version] = mark.content.split(" ");
let stream = null;
const overlay = new Overlay();

/** Listen for builds; what the page shows now goes along, so that an older one is brought up at once. */
function listen() {
  stream?.close();
  const query = new URLSearchParams({ page: location.pathname, version });
  stream = new EventSource(`/.sourcebook/events?${query}`);
  on("hello", ({ diagnostics, shows_older_revision }) => {
    overlay.online(true);
    overlay.notes(diagnostics, shows_older_revision);
  });
  on("notes", ({ diagnostics, shows_older_revision }) => overlay.notes(diagnostics, shows_older_revision));
  on("page", show);
  on("files", ({ urls }) => urls.forEach(refetch));
  on("moved", ({ url }) => {
    history.replaceState(history.state, "", url + location.hash);
    listen();
  });
  stream.onerror = () => overlay.online(false);
}

function on(name, handle) {
  stream.addEventListener(name, (event) => {
    const data = JSON.parse(event.data);
    build = data.build ?? build;
    handle(data);
  });
}

/** Bring the page up to a newer state of itself. */
function show({ version: newer, html }) {
  version = newer;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (scripts(document) !== scripts(fresh) || policy(document) !== policy(fresh)) return location.reload();
  keepSheets(fresh);
  morph(document.head, fresh.head);
  attributes(document.documentElement, fresh.documentElement);
  flash(morph(document.body, fresh.body));
  document.dispatchEvent(new Event("sourcebook:changed"));
  overlay.pageChanged();
}

const scripts = (page) => [...page.querySelectorAll("script")].map((one) => one.outerHTML).join();
const policy = (page) => page.querySelector('meta[http-equiv="Content-Security-Policy" i]')?.content ?? "";

/** The style sheets of a newer head as they stand here, one that is just being fetched included. */
function keepSheets(fresh) {
  for (const link of fresh.querySelectorAll('link[rel="stylesheet"]')) {
    const here = sheets(plain(link.href));
    if (here.length) link.replaceWith(...here.map((one) => one.cloneNode()));
  }
}

const sheets = (address) =>
  [...document.head.querySelectorAll('link[rel="stylesheet"]')].filter((link) => plain(link.href) === address);

function plain(address) {
  const url = new URL(address, location.href);
  url.searchParams.delete("preview");
  return url.href;
}

/** Use the new state of a style sheet or picture; the old one stays until the new one is there. */
function refetch(path) {
  const address = new URL(path, location.href).href;
  const last = sheets(address).at(-1);
  if (last) {
    const next = last.cloneNode();
    next.href = `${address}?preview=${build}`;
    next.addEventListener("load", () => {
      const all = sheets(address);
      all.slice(0, all.indexOf(next)).forEach((older) => older.remove());
    });
    next.addEventListener("error", () => next.remove());
    last.after(next);
  }
  for (const picture of document.querySelectorAll("img")) {
    if (plain(picture.src) === address) picture.src = `${address}?preview=${build}`;
  }
}

/** Show for a moment where the page has changed. */
function flash(changed) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const blocks = new Set();
  for (const node of changed) {
    const block = node.closest("p, li, h1, h2, h3, h4, h5, h6, td, dd, dt, blockquote, pre, figure, details");
    if (block && document.body.contains(block)) blocks.add(block);
  }
  const colour = getComputedStyle(overlay.element).getPropertyValue("--flash");
  for (const block of [...blocks].slice(0, 50)) {
    block.animate([{ backgroundColor: colour }, { backgroundColor: "transparent" }], { duration: 900, easing: "ease-out" });
  }
}

/** Ask whether this page is that of the last build: after sleep, a lost connection, or a step back in the history. */
async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(`/.sourcebook/state?${new URLSearchParams({ page: location.pathname })}`);
    const now = await answer.json();
    if (now.version !== version || stream?.readyState !== EventSource.OPEN) listen();
  } catch {
    overlay.online(false);
  }
}

// A browser grants a host six connections: a tab that nobody sees gives its own back.
document.addEventListener("visibilitychange", () => (document.hidden ? stream?.close() : listen()));
addEventListener("focus", ask);
addEventListener("pageshow", (event) => event.persisted && listen());
addEventListener("pagehide", () => stream?.close());
listen();
