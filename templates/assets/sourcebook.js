/* The site's own script. Every page works without it: it puts away cards on Escape, and narrows the ledger at once. */
"use strict";

document.addEventListener("keydown", (event) => {
  document.body.classList.toggle("quiet", event.key === "Escape");
});
document.addEventListener("pointerover", (event) => {
  if (!event.target.closest?.(".claim")) document.body.classList.remove("quiet");
});

const MOST = 200;
const form = document.querySelector("form.find");
if (form && location.protocol !== "file:") {
  // The links above the form stay what they are, until there is something better to show.
  fetch(form.dataset.claims)
    .then((answer) => answer.json())
    .then((data) => start(data))
    .catch(() => form.remove());
}

function start({ facets, claims }) {
  const ledger = document.getElementById("ledger");
  const whole = [...ledger.childNodes];
  const asked = new URLSearchParams(location.search);
  for (const facet of facets) form.insertBefore(select(facet, asked.get(facet.field)), form.querySelector("button"));
  form.elements.text.value = asked.get("text") ?? "";
  document.querySelector(".facets").hidden = true;
  form.hidden = false;

  const show = () => {
    const wanted = [...new FormData(form)].filter(([, value]) => value);
    const query = new URLSearchParams(wanted).toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname + location.hash);
    if (!wanted.length) {
      form.querySelector("output").value = "";
      return ledger.replaceChildren(...whole);
    }
    const found = claims.filter((claim) => wanted.every(([field, value]) => matches(claim, field, value)));
    form.querySelector("output").value = `${found.length} of ${claims.length} claims`;
    ledger.replaceChildren(table(whole.find((node) => node.matches?.("table")), found));
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  if ([...new FormData(form)].some(([, value]) => value)) show();
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

function table(model, claims) {
  const copy = model.cloneNode(true);
  const body = copy.tBodies[0];
  body.replaceChildren();
  for (const claim of claims.slice(0, MOST)) {
    const sourced = claim.standing === "unsourced" ? "unsourced" : "sourced";
    const row = body.insertRow();
    row.className = `${claim.kind} ${sourced}`;
    cell(row, "number").append(link(claim.briefing, claim.briefing_url));
    cell(row, "text").append(link(claim.text, claim.url));
    cell(row, "").append(claim.claimant_url ? link(claim.claimant, claim.claimant_url) : claim.claimant);
    cell(row, "").append(element("span", { className: `kind ${claim.kind} ${sourced}`, textContent: claim.kind }));
    cell(row, "standing").append(claim.standing);
  }
  if (claims.length > MOST) cell(body.insertRow(), "").append(`and ${claims.length - MOST} more`);
  return copy;
}

const cell = (row, className) => Object.assign(row.insertCell(), { className });
const link = (textContent, path) => element("a", { textContent, href: form.dataset.root + path });
const element = (name, properties) => Object.assign(document.createElement(name), properties);
