import * as v from "valibot";
import { readVariable, variableOf } from "../system/read-variables.ts";

/** As much of a wrong value as a sentence can bear. */
const longest = 60;

/** Settings whose value may hold a password. */
const secret = new Set(["database"]);

/** What is wrong with a setting: where it is, what it is, unless that may be a secret, and what it has to be. */
export function mistakeIn(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (path === null) return issue.type === "parse_json" ? "it is not JSON" : "it has to hold an object, { … }";
  const place = placeOf(path, issue.input);
  if (issue.type === "strict_object" && issue.expected === "never") return `${place} is no setting`;
  if (issue.input === undefined) return `${place} is missing`;
  const given = secret.has(path) ? "is wrong" : `is ${shortened(JSON.stringify(issue.input))}`;
  return `${place} ${given}, and has to be ${expectedBy(issue)}`;
}

/** What a setting has to be, by what refuses it. */
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
      return "a text";
    case "array":
      return "a list";
    case "min_length":
      return "a list with something in it";
    case "strict_object":
      return "an object, { … }";
    case "picklist":
      return `one of ${(expected ?? "").replace(/[()"]/g, "").replaceAll(" | ", ", ")}`;
    case "url":
      return "a URL, as https://pki.example.jp/";
    case "starts_with":
      return `a text that begins with ${String(requirement)}`;
    case "excludes":
      return `a text without ${String(requirement)}`;
    default:
      return message;
  }
}

/** Where a wrong value is: in a variable or in the file. */
function placeOf(path: string, input: unknown): string {
  const variable = variableOf(path.split(".").filter((name) => !/^\d+$/.test(name)));
  // An empty variable makes a list empty, and nothing else.
  const given = Array.isArray(input) ? process.env[variable] : readVariable(variable);
  return given === undefined ? path : `the variable ${variable}`;
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
