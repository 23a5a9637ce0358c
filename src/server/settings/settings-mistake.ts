import * as v from "valibot";
import { readVariable, variableOf } from "../system/read-variables.ts";

/** The maximum length of an invalid value in a message. */
const maxLength = 60;

/** Settings whose value may contain a password. */
const secret = new Set(["database"]);

/** Describes an invalid setting: its place, its value unless that may be secret, and what it must be. */
export function mistakeIn(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (path === null) return issue.type === "parse_json" ? "it is not JSON" : "it must contain an object, { … }";
  const place = placeOf(path, issue.input);
  if (issue.type === "strict_object" && issue.expected === "never") return `${place} is not a setting`;
  if (issue.input === undefined) return `${place} is missing`;
  const given = secret.has(path) ? "is invalid" : `is ${shortened(JSON.stringify(issue.input))}`;
  return `${place} ${given}, and must be ${expectedBy(issue)}`;
}

/** What a setting must be, according to the check that failed. */
function expectedBy({ type, requirement, expected, message }: v.BaseIssue<unknown>): string {
  switch (type) {
    case "number":
    case "integer":
      return "a whole number";
    case "min_value":
      return `${String(requirement)} or more`;
    case "max_value":
      return `${String(requirement)} or less`;
    case "boolean":
      return "true or false";
    case "string":
      return "a string";
    case "array":
      return "a list";
    case "min_length":
      return "a non-empty list";
    case "strict_object":
      return "an object, { … }";
    case "picklist":
      return `one of ${(expected ?? "").replace(/[()"]/g, "").replaceAll(" | ", ", ")}`;
    case "url":
      return "a URL such as https://pki.example.jp/";
    case "starts_with":
      return `a string that begins with ${String(requirement)}`;
    case "excludes":
      return `a string without ${String(requirement)}`;
    default:
      return message;
  }
}

/** The place of an invalid value: a variable or a path in the file. */
function placeOf(path: string, input: unknown): string {
  const variable = variableOf(path.split(".").filter((name) => !/^\d+$/.test(name)));
  // An empty variable sets an empty list; for other settings it counts as unset.
  const given = Array.isArray(input) ? process.env[variable] : readVariable(variable);
  return given === undefined ? path : `the variable ${variable}`;
}

function shortened(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}
