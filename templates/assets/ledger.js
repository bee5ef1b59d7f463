/* The ledger, narrowed at once. The address holds the filter, in the language of `claims:?…`: it can be passed on, and it
   outlives a page that changes under the reader. Claims come in parts, the newest first, as soon as something is asked;
   what is found in those that are there is shown meanwhile. Without this script the links above the table remain. */
"use strict";

(() => {
  const MOST = 200;
  const AHEAD = 4;
  const PART = /^([A-Za-z_][\w-]*)(!=|>=|<=|=|>|<|~)([^]*)$/;
  const TRUTH = { true: true, yes: true, false: false, no: false };
  const COMPARE = {
    ">=": (span, [low]) => span[0] >= low,
    "<=": (span, [, high]) => span[1] <= high,
    ">": (span, [, high]) => span[0] > high,
    "<": (span, [low]) => span[1] < low,
  };
  const at = (selector) => document.querySelector(selector);

  async function narrow() {
    const links = at(".facets[data-claims]");
    if (!links || location.protocol === "file:") return; // From a disk nothing can be fetched.
    const root = links.dataset.claims.replace(/data\/ledger\.json$/, "");
    const data = await fetched(links.dataset.claims).catch(() => null);
    if (!data) return;
    const claims = [];
    const coming = [];
    const ask = () => {
      const part = fetched(root + data.parts[coming.length]);
      part.catch(() => null); // Whoever awaits it is told.
      coming.push(part);
    };
    if (location.search) ask();
    await coming[0]?.catch(() => null); // Until then the page stays as it is.
    let reading;
    at("form.find")?.remove();
    const form = built(data.facets, location.search.slice(1));
    links.after(form);
    links.hidden = true;
    const whole = [...at("#ledger").childNodes];
    const model = whole.find((node) => node.nodeName === "TABLE");
    const show = () => {
      const text = written(form, data.facets);
      history.replaceState(null, "", text ? `?${text}` : location.pathname + location.hash);
      if (text) reading ??= read().catch(failed);
      if (text && claims.length === 0 && data.claims > 0) return; // They are on their way.
      const problem = attempt(() => {
        const found = selected(text, data.fields, claims);
        const rest = claims.length < data.claims ? `the newest ${claims.length}, and more to come, of ` : "";
        at("#ledger").replaceChildren(...(text ? [table(model, found, root)] : whole));
        form.elements.said.value = text ? `${found.length} of ${rest}${data.claims} claims` : "";
      });
      form.elements.more.setAttribute("aria-invalid", Boolean(problem));
      if (problem) form.elements.said.value = problem;
    };
    const failed = () => {
      form.elements.said.value = "Not all claims could be read: load the page again";
    };
    const read = async () => {
      for (let index = 0; index < data.parts.length; index++) {
        while (coming.length < index + AHEAD && coming.length < data.parts.length) ask();
        const part = await coming[index];
        coming[index] = null;
        if (!form.isConnected) return; // The preview has made the page anew meanwhile.
        for (const claim of unpacked(part)) claims.push(claim);
        show();
      }
    };
    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(show));
    if (location.search) show();
  }

  async function fetched(path) {
    const answer = await fetch(path, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }

  /* The claims of a part, which has them by columns. */
  function unpacked({ claims, same, columns, urls, standings, marks, ...part }) {
    const named = Object.entries(columns);
    return Array.from({ length: claims }, (_, place) => {
      const values = { ...same };
      for (const [name, column] of named) values[name] = column[place];
      return { values, url: urls[place], standing: standings[place], mark: marks[place], part };
    });
  }

  const attempt = (act) => {
    try {
      act();
      return "";
    } catch (error) {
      if (error instanceof Meaningless) return error.message;
      throw error;
    }
  };

  /* The form's fields from a filter: words and facets have their own, everything else stands in the last one. */
  function built(facets, text) {
    const parts = text.split("&").filter(Boolean);
    const taken = (start) => {
      const index = parts.findIndex((part) => part.startsWith(start));
      return index < 0 ? "" : decoded(parts.splice(index, 1)[0].slice(start.length));
    };
    const form = element("form", { className: "find", ariaLabel: "Narrow the claims at once" });
    form.append(input("Words", "search", "text", taken("text~")));
    for (const facet of facets) {
      const known = facet.options.some(([value]) => parts.includes(`${facet.field}=${encodeURIComponent(value)}`));
      form.append(select(facet, known ? taken(`${facet.field}=`) : ""));
    }
    const more = input("Filter", "text", "more", decoded(parts.join("&"), decodeURI));
    more.className = "wide";
    more.lastChild.placeholder = "corroboration>=2&sort=-as_of";
    form.append(more, element("button", { type: "reset", textContent: "Show all" }));
    form.append(element("output", { name: "said", ariaLive: "polite" }));
    return form;
  }

  function input(title, type, name, value) {
    const label = element("label", { textContent: `${title} ` });
    label.append(element("input", { type, name, value, defaultValue: "", autocomplete: "off", spellcheck: false }));
    label.lastChild.value = value;
    return label;
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

  /* The filter that the form's fields make together. */
  function written(form, facets) {
    const value = (name) => form.elements[name].value;
    const parts = facets.filter(({ field }) => value(field)).map(({ field }) => `${field}=${encodeURIComponent(value(field))}`);
    if (value("text")) parts.unshift(`text~${encodeURIComponent(value("text"))}`);
    // What is escaped in the filter, as %2C for a comma within a value, stays so.
    const more = encodeURI(value("more").trim()).replaceAll(/%25(?=[0-9A-F]{2})/gi, "%");
    return [...parts, ...more.split("&").filter(Boolean)].join("&");
  }

  class Meaningless extends Error {}

  /* The claims that a filter selects, in its order. */
  function selected(text, fields, claims) {
    const tests = [];
    let order = [];
    let limit = Infinity;
    for (const part of text.split("&").filter(Boolean)) {
      const found = PART.exec(part) ?? PART.exec(decoded(part)); // Browsers write > and < as %3E and %3C.
      if (!found) throw new Meaningless(`“${decoded(part)}” is no part of a filter: write field=value, as kind=forecast`);
      const [, name, operator, value] = found;
      if (operator === "=" && name === "limit") limit = count(decoded(value));
      else if (operator === "=" && name === "sort") order = decoded(value).split(",").filter(Boolean);
      else if (operator === "=" && name === "columns") continue;
      else tests.push(test(named(name, fields), operator, value, fields));
    }
    let kept = claims.filter((claim) => tests.every((holds) => holds(claim.values)));
    for (const name of order.reverse()) kept = sorted(kept, named(name.trim().replace(/^[-+]+/, ""), fields), name.trim());
    return kept.slice(0, limit);
  }

  function count(value) {
    if (!/^\d+$/.test(value) || Number(value) === 0) throw new Meaningless(`limit is “${value}”, which is no number of rows`);
    return Number(value);
  }

  function named(name, fields) {
    const found = [name, name.replaceAll("-", "_"), `${name}s`, { source: "via", sources: "via" }[name]];
    const field = found.find((one) => one && Object.hasOwn(fields, one));
    if (!field) throw new Meaningless(`no field is named “${name}”: there are ${Object.keys(fields).join(", ")}`);
    return field;
  }

  function test(name, operator, text, fields) {
    const type = fields[name];
    if (operator === "~") {
      const word = folded(decoded(text));
      return (row) => list(row[name]).some((one) => folded(one).includes(word));
    }
    if (operator === "=" || operator === "!=") {
      const wanted = text.split(",").map((one) => match(name, type, one.trim()));
      return (row) => wanted.some((holds) => holds(row[name])) === (operator === "=");
    }
    const bounds = bound(name, type, decoded(text));
    return (row) => !empty(row[name]) && COMPARE[operator](span(row[name]), bounds);
  }

  function match(name, type, text) {
    if (!text) return empty;
    if (type === "number" || type === "date") {
      const [start, ...rest] = text.split("..");
      const end = rest.length ? rest.join("..") : start;
      const low = start ? bound(name, type, decoded(start))[0] : null;
      const high = end ? bound(name, type, decoded(end))[1] : null;
      return (value) =>
        !empty(value) && (low === null || span(value)[0] >= low) && (high === null || span(value)[1] <= high);
    }
    const wanted = folded(decoded(text));
    if (type === "flag") {
      if (!Object.hasOwn(TRUTH, wanted)) throw new Meaningless(`“${name}” is “${wanted}”: write true or false`);
      return (value) => value === TRUTH[wanted];
    }
    return (value) => list(value).some((one) => folded(one) === wanted);
  }

  /* The first and the last value that a text means; they differ for dates, which are compared as texts. */
  function bound(name, type, text) {
    const value = text.trim();
    if (type === "number" && value && Number.isFinite(Number(value))) return [Number(value), Number(value)];
    const [, year, month, day] = (type === "date" && /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(value)) || [];
    if (year) {
      const last = day ?? String(new Date(Date.UTC(Number(year), Number(month ?? 12), 0)).getUTCDate());
      return [`${year}-${month ?? "01"}-${day ?? "01"}`, `${year}-${month ?? "12"}-${last.padStart(2, "0")}`];
    }
    if (type === "date") throw new Meaningless(`“${name}” is “${value}”: write 2026, 2026-02 or 2026-02-16`);
    if (type === "number") throw new Meaningless(`“${name}” is “${value}”, which is no number`);
    throw new Meaningless(`“${name}” has no order: write ${name}=value or ${name}~word`);
  }

  function sorted(claims, name, written) {
    const sign = written.startsWith("-") ? -1 : 1;
    const key = (claim) => list(claim.values[name]);
    const there = claims.filter((claim) => !empty(claim.values[name]));
    const ranked = there.map((claim) => [key(claim), claim]).sort(([a], [b]) => sign * compared(a, b));
    return [...ranked.map(([, claim]) => claim), ...claims.filter((claim) => empty(claim.values[name]))];
  }

  const { compare } = new Intl.Collator(document.documentElement.lang);

  function compared(a, b) {
    for (const [index, one] of a.entries()) {
      if (index >= b.length) return 1;
      const found = typeof one === "string" ? compare(one, b[index]) : one - b[index];
      if (found) return found;
    }
    return a.length - b.length;
  }

  const folded = (text) => String(text).toLowerCase();
  const list = (value) => (Array.isArray(value) ? value : value === null ? [] : [value]);
  const empty = (value) => value === null || value === "" || (Array.isArray(value) && value.length === 0);
  const span = (value) => (Array.isArray(value) ? value : [value, value]);

  function decoded(text, decode = decodeURIComponent) {
    try {
      return decode(text);
    } catch {
      return text;
    }
  }

  function table(model, claims, root) {
    const copy = model.cloneNode(true);
    const body = copy.tBodies[0];
    body.replaceChildren();
    for (const { values, url, standing, mark, part } of claims.slice(0, MOST)) {
      const [briefing, address] = part.briefings[values.briefing];
      const sourced = values.sourced ? "sourced" : "unsourced";
      const row = body.insertRow();
      row.className = `${values.kind} ${sourced}`;
      cell(row, "number").append(link(`${briefing}, ${values.number}`, `${root}${address}#claim-${values.id}`));
      cell(row, "text").append(link(values.text, root + url), ...marked(mark));
      cell(row, "").append(...claimants(values, part, root));
      cell(row, "").append(element("span", { className: `kind ${values.kind} ${sourced}`, textContent: values.kind }));
      cell(row, "standing").append(standing);
    }
    if (claims.length > MOST) cell(body.insertRow(), "").append(`and ${claims.length - MOST} more`);
    return copy;
  }

  function marked(mark) {
    return mark ? [" ", element("b", { className: `mark ${mark}`, textContent: mark })] : [];
  }

  function claimants({ by, claimant, article }, part, root) {
    const ids = [...new Set(by)];
    return claimant.flatMap((name, at) => {
      const url = ids[at] === "article" ? part.articles[article] : part.people[ids[at]];
      const between = at === 0 ? [] : [at === claimant.length - 1 ? " and " : ", "];
      return [...between, url === undefined ? name : link(name, root + url)];
    });
  }

  const cell = (row, className) => Object.assign(row.insertCell(), { className });
  const link = (textContent, href) => element("a", { textContent, href });
  const element = (name, properties) => Object.assign(document.createElement(name), properties);

  narrow();
  document.addEventListener("sourcebook:changed", narrow); // The preview says so when it has changed the page.
})();
