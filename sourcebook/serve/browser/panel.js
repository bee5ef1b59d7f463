// The author's panel beside a page: its claims with their standing, its findings, the age of its sources.

import { make, noteElement } from "./dom.js";

export class Panel {
  #wanted = 0;

  constructor() {
    this.element = make("aside", { class: "panel", "aria-label": "Author's panel", hidden: "" });
  }

  toggle() {
    this.element.hidden = !this.element.hidden;
    this.refresh();
  }

  close() {
    this.element.hidden = true;
  }

  /** Fetch the data of the page, if the panel is open. */
  async refresh() {
    if (this.element.hidden) return;
    const wanted = (this.#wanted += 1);
    const answer = await fetch(`/.sourcebook/page?${new URLSearchParams({ page: location.pathname })}`).catch(() => null);
    const page = answer?.ok ? await answer.json() : null;
    if (page && wanted === this.#wanted) this.#show(page);
  }

  #show({ file, open, claims, sources, diagnostics }) {
    const close = make("button", { type: "button", class: "close", "aria-label": "Close (p)" }, "×");
    close.addEventListener("click", () => this.close());
    const title = file ? make("a", { href: open, class: "place" }, file) : "This page has no file of its own";
    this.element.replaceChildren(make("header", {}, make("h2", {}, title), close));
    if (diagnostics.length) this.#part("Findings", make("ol", { class: "notes" }, ...diagnostics.map(noteElement)));
    if (claims.length) this.#part(`Claims, ${claims.length}`, make("ul", {}, ...claims.map(claimElement)));
    if (sources.length) this.#part(`Sources, ${sources.length}`, make("ul", {}, ...sources.map(sourceElement)));
    if (!diagnostics.length && !claims.length && !sources.length) this.element.append(make("p", {}, "Nothing to report."));
  }

  #part(title, list) {
    this.element.append(make("h3", {}, title), list);
  }
}

function claimElement(claim) {
  const go = make("button", { type: "button", class: "go" }, make("b", {}, `${claim.number} `), claim.text);
  go.addEventListener("click", () => reveal(document.getElementById(claim.anchor)));
  const by = make("span", { class: claim.sourced ? "" : "unsourced" }, `${claim.kind} · ${claim.by} · ${claim.standing} `);
  return make("li", {}, go, make("p", { class: "rule" }, by, edit(claim)));
}

function sourceElement(source) {
  const go = make("button", { type: "button", class: "go" }, source.title);
  go.addEventListener("click", () => reveal(linkTo(source.page)));
  const age = make("span", { class: source.dated ? "" : "unsourced" }, `${source.age} `);
  return make("li", {}, go, make("p", { class: "rule" }, age, edit(source)));
}

const edit = ({ open, file, line }) => make("a", { href: open, class: "place", title: file }, `${file.split("/").at(-1)}:${line}`);

/** The last link of the page that leads to another one: that of the references, which stand at the end. */
function linkTo(path) {
  return [...document.querySelectorAll("main a[href]")].findLast((link) => link.pathname.includes(`/${path}`));
}

function reveal(target) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  target?.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
  target?.animate([{ outline: "3px solid #d98b00" }, { outline: "3px solid transparent" }], 1500);
}
