// The operations of the API, from its OpenAPI document.

import { el } from "./dom.js";

const api = await (await fetch("/openapi.json")).json();
const schemas = api.components?.schemas ?? {};

// A schema as a short type, one level of fields deep.
function type(schema, depth = 0) {
  if (!schema) return "";
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1);
    return depth > 0 ? name : object(schemas[name] ?? {}, depth);
  }
  if (schema.anyOf) return schema.anyOf.map((one) => type(one, depth)).join(" | ");
  if (schema.type === "array") return `[${type(schema.items, depth)}]`;
  if (schema.properties) return object(schema, depth);
  if (schema.type === "object") return `{…: ${type(schema.additionalProperties, depth + 1)}}`;
  return schema.type ?? "any";
}

function object(schema, depth) {
  if (!schema.properties) return type({ ...schema, $ref: undefined }, depth + 1);
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties).map(([name, field]) => `  ${name}${required.has(name) ? "" : "?"}: ${type(field, depth + 1)}`);
  return `{\n${fields.join("\n")}\n}`;
}

function operation(method, path, one) {
  const body = one.requestBody?.content?.["application/json"]?.schema;
  const answers = Object.entries(one.responses).filter(([status]) => status.startsWith("2"));
  const parts = [];
  if (body) parts.push(el("h4", { text: "Body" }), el("pre", { text: type(body) }));
  for (const [status, answer] of answers) {
    const schema = answer.content?.["application/json"]?.schema;
    if (schema) parts.push(el("h4", { text: `Answer ${status}` }), el("pre", { text: type(schema) }));
  }
  return el(
    "details",
    { cls: "operation" },
    el("summary", {}, el("b", { cls: method, text: method.toUpperCase() }), el("code", { text: path }), el("span", { text: one.description ?? one.summary ?? "" })),
    ...parts,
  );
}

const all = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, one]) => operation(method, path, one)));
document.getElementById("operations").append(...all);
