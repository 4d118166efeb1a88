// Shows /v1/openapi.json. Every text goes into the page as text.
"use strict";

const make = (tag, attributes, ...children) => {
  const node = document.createElement(tag);
  Object.entries(attributes || {}).forEach(([name, value]) => node.setAttribute(name, value));
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};

const methods = ["get", "post", "put", "patch", "delete"];

const resolve = (api, schema) => {
  if (!schema || !schema.$ref) return schema || {};
  return resolve(api, schema.$ref.split("/").slice(1).reduce((at, name) => at[name], api));
};

// sample writes what a value of a schema looks like.
const sample = (api, schema, depth = 0) => {
  const s = resolve(api, schema);
  if (depth > 6) return "…";
  if (s.oneOf) return sample(api, s.oneOf[0], depth);
  const type = Array.isArray(s.type) ? s.type[0] : s.type;
  if (s.enum) return s.enum.join(" | ");
  if (type === "object" || s.properties) {
    return Object.fromEntries(Object.entries(s.properties || {}).map(([name, p]) => [name, sample(api, p, depth + 1)]));
  }
  if (type === "array") return [sample(api, s.items, depth + 1)];
  return s.format || type || "any";
};

const fieldRows = (api, schema) => {
  const s = resolve(api, schema && schema.oneOf ? schema.oneOf[0] : schema);
  return Object.entries(s.properties || {}).filter(([, p]) => p.description).map(([name, p]) =>
    make("tr", {}, make("td", {}, make("code", {}, name)), make("td", {}, p.description)));
};

const table = (caption, rows) => rows.length === 0 ? null :
  make("table", {}, make("caption", { class: "about" }, caption), make("tbody", {}, ...rows));

const body = (api, title, content) => {
  const media = content && Object.values(content)[0];
  if (!media) return null;
  return make("section", {}, make("h3", {}, title),
    make("pre", { tabindex: "0" }, JSON.stringify(sample(api, media.schema), null, 2)),
    table("Fields", fieldRows(api, media.schema)));
};

const operation = (api, path, method, op) => {
  const parameters = (op.parameters || []).map((p) => make("tr", {},
    make("td", {}, make("code", {}, p.name)), make("td", {}, p.in + (p.required ? ", required" : "")), make("td", {}, p.description || "")));
  const problems = Object.entries(op.responses).filter(([status]) => status >= "400").map(([status, r]) =>
    make("tr", {}, make("td", {}, status), make("td", {}, make("code", {}, r.description.replaceAll("`", "")))));
  const [status, success] = Object.entries(op.responses).find(([code]) => code < "400");
  const facts = [op["x-contract"], op["x-right"] ? "right: " + op["x-right"] : "no credentials"].join(" · ");
  return make("details", { id: op.operationId, "data-text": (method + path + op.summary).toLowerCase() },
    make("summary", {}, make("span", { class: "method" }, method.toUpperCase()), make("code", {}, path), " — ", op.summary),
    make("div", {}, make("p", { class: "about" }, facts), table("Parameters", parameters),
      op.requestBody ? body(api, "Request", op.requestBody.content) : null,
      body(api, "Answer " + status, success.content) || make("p", {}, "Answer " + status + ", without a body."),
      table("Problems", problems)));
};

const show = (api) => {
  document.getElementById("about").textContent = api.info.description;
  const byTag = new Map();
  Object.entries(api.paths).forEach(([path, item]) => methods.filter((m) => item[m]).forEach((m) => {
    const tag = item[m].tags[0];
    byTag.set(tag, [...(byTag.get(tag) || []), operation(api, path, m, item[m])]);
  }));
  const tags = [...byTag.keys()].sort();
  document.getElementById("contents").replaceChildren(...tags.map((t) => make("a", { href: "#" + t }, t)));
  document.getElementById("operations").replaceChildren(...tags.map((t) => make("section", { id: t }, make("h2", {}, t), ...byTag.get(t))));
};

const find = (text) => {
  document.querySelectorAll("details").forEach((d) => { d.hidden = !d.dataset.text.includes(text.toLowerCase()); });
  document.querySelectorAll("main > section").forEach((s) => { s.hidden = !s.querySelector("details:not([hidden])"); });
};

document.getElementById("find").addEventListener("input", (e) => find(e.target.value));
fetch("/v1/openapi.json").then((r) => r.json()).then(show).catch(() => {
  document.getElementById("operations").textContent = "openapi.json could not be loaded.";
});
