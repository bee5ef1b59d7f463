/* The site's own script. Every page works without it: it puts away cards on Escape, and narrows the ledger at once. */
"use strict";

document.addEventListener("keydown", (event) => {
  document.body.classList.toggle("quiet", event.key === "Escape");
});
document.addEventListener("pointerover", (event) => {
  if (!event.target.closest?.(".claim")) document.body.classList.remove("quiet");
});

const MOST = 200;
const at = (selector) => document.querySelector(selector);

/* What is chosen stands in the address, so that it can be passed on, and outlives a page that changes under the reader. */
async function narrow() {
  const links = at(".facets[data-claims]");
  if (!links || location.protocol === "file:") return; // From a disk nothing can be fetched: the links remain.
  const answer = await fetch(links.dataset.claims);
  if (!answer.ok) return;
  const data = await answer.json();
  const root = links.dataset.claims.replace(/data\/ledger\.json$/, "");
  at("form.find")?.remove();
  const form = built(data.facets);
  links.after(form);
  links.hidden = true;
  const whole = [...at("#ledger").childNodes];
  const show = () => {
    const wanted = [...new FormData(form)].filter(([, value]) => value);
    const query = new URLSearchParams(wanted).toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname + location.hash);
    const found = data.claims.filter((claim) => wanted.every(([field, value]) => matches(claim, field, value)));
    form.elements.said.value = wanted.length ? `${found.length} of ${data.claims.length} claims` : "";
    const model = whole.find((node) => node.nodeName === "TABLE");
    at("#ledger").replaceChildren(...(wanted.length ? [table(model, found, root)] : whole));
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  if (location.search) show();
}

function built(facets) {
  const asked = new URLSearchParams(location.search);
  const form = element("form", { className: "find", ariaLabel: "Narrow the claims at once" });
  const words = element("label", { textContent: "Words " });
  words.append(element("input", { type: "search", name: "text", autocomplete: "off", value: asked.get("text") ?? "" }));
  form.append(words, ...facets.map((facet) => select(facet, asked.get(facet.field))));
  form.append(element("button", { type: "reset", textContent: "Show all" }));
  form.append(element("output", { name: "said", ariaLive: "polite" }));
  return form;
}

function matches(claim, field, value) {
  if (field !== "text") return claim.values[field].includes(value);
  return `${claim.text} ${claim.claimant}`.toLowerCase().includes(value.toLowerCase());
}

function select({ field, title, options }, chosen) {
  const label = element("label", { textContent: `${title} ` });
  const list = element("select", { name: field });
  list.append(element("option", { value: "", textContent: "any" }));
  for (const [value, text] of options) {
    list.append(element("option", { value, textContent: text, selected: value === chosen, defaultSelected: false }));
  }
  label.append(list);
  return label;
}

function table(model, claims, root) {
  const copy = model.cloneNode(true);
  const body = copy.tBodies[0];
  body.replaceChildren();
  for (const claim of claims.slice(0, MOST)) {
    const sourced = claim.standing === "unsourced" ? "unsourced" : "sourced";
    const row = body.insertRow();
    row.className = `${claim.kind} ${sourced}`;
    cell(row, "number").append(link(claim.briefing, root + claim.briefing_url));
    cell(row, "text").append(link(claim.text, root + claim.url));
    cell(row, "").append(claim.claimant_url ? link(claim.claimant, root + claim.claimant_url) : claim.claimant);
    cell(row, "").append(element("span", { className: `kind ${claim.kind} ${sourced}`, textContent: claim.kind }));
    cell(row, "standing").append(claim.standing);
  }
  if (claims.length > MOST) cell(body.insertRow(), "").append(`and ${claims.length - MOST} more`);
  return copy;
}

const cell = (row, className) => Object.assign(row.insertCell(), { className });
const link = (textContent, href) => element("a", { textContent, href });
const element = (name, properties) => Object.assign(document.createElement(name), properties);

narrow();
document.addEventListener("sourcebook:changed", narrow); // The preview says so when it has changed the page.
