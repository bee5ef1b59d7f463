/* A specification of Vega with the rows that its marks show instead of all rows: each data set that no choice of a
   reader changes has the rows that Vega computed. */
"use strict";

const mentions = (text, name) => {
  const literal = name.replace(/[^\p{L}\p{N}_]/gu, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}_$])${literal}(?![\\p{L}\\p{N}_$])`, "u").test(text);
};

/* All objects below a value, except rows. */
function* objectsOf(value) {
  if (!value || typeof value !== "object") return;
  if (!Array.isArray(value)) yield value;
  for (const [key, inner] of Object.entries(value)) if (key !== "values") yield* objectsOf(inner);
}

const signalsOf = (set) => (set.transform ?? []).map((one) => one.signal).filter((name) => typeof name === "string");
const isOfRows = (set) => Array.isArray(set.values) && !["topojson", "geojson"].includes(set.format?.type);

/* The names of signals, projections and data sets that can change on the page, and of data that are no rows. */
const changeable = (spec) => {
  const all = [...objectsOf(spec)];
  const signals = all.flatMap((one) => one.signals ?? []);
  const projections = all.flatMap((one) => one.projections ?? []);
  const names = new Set(signals.filter((one) => one.on || one.bind).map((one) => one.name));
  for (const set of spec.data) if (set.on || !(set.source ?? isOfRows(set))) names.add(set.name);
  const depends = (part) => {
    const text = JSON.stringify(part);
    return [...names].some((name) => mentions(text, name));
  };
  for (let before = -1; names.size > before;) {
    before = names.size;
    for (const { name, update, init } of signals) if (depends([update, init])) names.add(name);
    for (const { name, ...rest } of projections) if (depends(rest)) names.add(name);
    for (const set of spec.data) {
      if (names.has(set.name) || [set.source].flat().some((name) => names.has(name)) || depends(set.transform ?? [])) {
        for (const name of [set.name, ...signalsOf(set)]) names.add(name);
      }
    }
  }
  return names;
};

/* A specification in which the transforms of a data set that can change, and the ones before them that cannot, are two
   data sets. */
const separated = (whole) => {
  const spec = withoutRepetition(whole);
  const names = changeable(spec);
  const data = spec.data.flatMap((set) => {
    const transform = set.transform ?? [];
    const at = transform.findIndex((one) => [...names].some((name) => name !== set.name && mentions(JSON.stringify(one), name)));
    if (at < 1 || !names.has(set.name) || set.on) return [set];
    const first = `${set.name} unchanged`;
    const { name, transform: all, ...origin } = set;
    return [{ name: first, ...origin, transform: all.slice(0, at) }, { name, source: first, transform: all.slice(at) }];
  });
  return { ...spec, data };
};

/* Whether a part of a specification names a data set: where one is expected, or quoted in an expression. */
const uses = (part, name, key = "") => {
  if (typeof part === "string") {
    return (["data", "source", "from"].includes(key) && part === name) || part.includes(`"${name}"`) || part.includes(`'${name}'`);
  }
  const isList = Array.isArray(part);
  return Object.entries(part ?? {}).some(([inside, inner]) => inside !== "values" && inner !== null && uses(inner, name, isList ? key : inside));
};

/* A specification in which a mark that reads no row is drawn once, not for each row. */
const ONCE = "one row";
const withoutRepetition = (spec) => {
  const constant = [...objectsOf(spec.marks)].filter((one) => one.type && one.type !== "group" && one.encode && one.from?.data && !/"field":(?!{"group")|datum/.test(JSON.stringify(one.encode)));
  for (const mark of constant) mark.from = { data: ONCE };
  return constant.length ? { ...spec, data: [...spec.data, { name: ONCE, values: [{}] }] } : spec;
};

/* The columns that transforms convert to times, in milliseconds. */
const timesOf = (spec) => {
  const formulas = spec.data.flatMap((set) => set.transform ?? []).filter((one) => one.type === "formula");
  return formulas.filter((one) => /^toDate\(/.test(one.expr)).map((one) => one.as);
};

/* Computed rows as a data set; dates and times are written as in ISO 8601, in UTC. */
const asDataSet = (name, rows, times) => {
  const isTime = (row, key) => row[key] instanceof Date || (times.includes(key) && typeof row[key] === "number");
  const columns = new Set(rows.flatMap((row) => Object.keys(row).filter((key) => isTime(row, key))));
  const values = rows.map((row) => ({ ...row }));
  for (const key of columns) {
    const texts = rows.map((row) => (isTime(row, key) && isFinite(row[key]) ? new Date(row[key]).toISOString() : null));
    const isWhole = texts.every((text) => text === null || text.endsWith("T00:00:00.000Z"));
    texts.forEach((text, at) => { values[at][key] = text && isWhole ? text.slice(0, 10) : text; });
  }
  const parse = Object.fromEntries([...columns].map((key) => [key, "date"]));
  return { name, values, ...(columns.size ? { format: { type: "json", parse } } : {}) };
};

/* The value of a signal that a transform has set; bins are functions with three numbers. */
const signalValue = (view, name) => {
  const value = view.signal(name);
  return typeof value === "function" ? { start: value.start, stop: value.stop, step: value.step } : value;
};

/* Scales whose order is computed from rows, with that order. */
const withOrder = (view, spec, names) => (spec.scales ?? []).map((scale) => {
  const sets = [...objectsOf(scale.domain)].map((one) => one.data).filter(Boolean);
  if (!scale.domain?.sort || !sets.length || sets.some((name) => names.has(name))) return scale;
  return { ...scale, domain: view.scale(scale.name).domain().map((one) => one instanceof Date ? { signal: `toDate(${Number(one)})` } : one) };
});

const preaggregated = (view, spec) => {
  const names = changeable(spec);
  const times = timesOf(spec);
  const { data, ...others } = spec;
  const rest = { ...others, scales: withOrder(view, spec, names) };
  const sets = [];
  const signals = [];
  for (const set of [...data].reverse()) {
    const isUsed = uses(rest, set.name) || sets.some(({ name, ...part }) => uses(part, set.name));
    if (names.has(set.name)) {
      if (isUsed || !set.source) sets.unshift(set);
      continue;
    }
    for (const name of signalsOf(set)) signals.push({ name, value: signalValue(view, name) });
    if (isUsed) sets.unshift(asDataSet(set.name, view.data(set.name), times));
  }
  return { ...rest, data: sets, signals: [...(spec.signals ?? []), ...signals] };
};
