/* The Date of all that draws: a day is the same day wherever its reader is, as it was where the picture was drawn.
   What names no time zone is UTC. */
const Date = ((Here) => {
  const ISO_DATE = /^[+-]?\d{4,6}(?:-\d\d){0,2}$/;
  const ISO_TIME = /^[+-]?\d{4,6}-\d\d-\d\dT[\d:.]+$/;
  const ZONED = /(?:\bUTC?|\bGMT|\b[ECMP][SD]T|\dZ)\b|\d:\d\d\S*\s*[+-]\d/i;
  const parsed = (text) => {
    if (ISO_DATE.test(text) || ZONED.test(text)) return Here.parse(text);
    const there = Here.parse(ISO_TIME.test(text) ? `${text}Z` : `${text} UTC`);
    return Number.isNaN(there) ? Here.parse(text) : there;
  };
  class Date extends Here {
    constructor(...parts) {
      if (parts.length > 1) super(Here.UTC(...parts));
      else if (typeof parts[0] === "string") super(parsed(parts[0]));
      else super(...parts);
    }
    static parse(text) { return parsed(String(text)); }
    getTimezoneOffset() { return 0; }
    toString() { return this.toUTCString(); }
  }
  for (const part of ["FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds"]) {
    Date.prototype[`get${part}`] = Here.prototype[`getUTC${part}`];
    if (part !== "Day") Date.prototype[`set${part}`] = Here.prototype[`setUTC${part}`];
  }
  for (const name of ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]) {
    Date.prototype[name] = function (locales, options) {
      return Here.prototype[name].call(this, locales, { timeZone: "UTC", ...options });
    };
  }
  return Date;
})(globalThis.Date);
