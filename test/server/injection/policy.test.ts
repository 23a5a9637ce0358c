import { describe, expect, test } from "vitest";
import { judgePolicies } from "../../../src/server/injection/policy.ts";

const wanted = {
  script: new URL("https://app.example.jp/koshin/koshin-injected.js"),
  connections: [new URL("https://app.example.jp/api/cert/status")],
};

describe("policies that let the script run", () => {
  test.each([
    [[], undefined],
    [["img-src 'none'"], undefined],
    [["default-src 'self'"], undefined],
    [["script-src 'self'; default-src 'none'; connect-src 'self'"], undefined],
    [["script-src-elem 'self'; script-src 'none'"], undefined],
    [["script-src https://app.example.jp/koshin/koshin-injected.js"], undefined],
    [["script-src app.example.jp/koshin/"], undefined],
    [["script-src *.example.jp:443"], undefined],
    [["script-src https:"], undefined],
    [["script-src 'nonce-abc'"], "abc"],
    [["SCRIPT-SRC 'NONCE-abc='"], "abc="],
    [["script-src 'strict-dynamic' 'self' 'nonce-abc'"], "abc"],
    [["script-src 'nonce-abc', default-src 'self'"], "abc"],
    [["script-src 'nonce-abc' 'self'", "script-src 'nonce-def'"], "def"],
    [["sandbox allow-scripts allow-same-origin allow-downloads"], undefined],
    [["script-src 'self'; script-src 'none'"], undefined],
  ])("%j, by its nonce or its address", (policies, nonce) => {
    expect(judgePolicies(policies, wanted)).toEqual({ allowed: true, nonce });
  });
});

describe("policies that do not", () => {
  test.each([
    ["script-src 'none'"],
    ["default-src 'none'"],
    ["script-src"],
    ["script-src 'unsafe-inline' 'unsafe-eval'"],
    ["script-src 'sha256-abc='"],
    ["script-src 'strict-dynamic' 'self'"],
    ["script-src https://cdn.example"],
    ["script-src https://app.example.jp/assets/"],
    ["script-src app.example.jp:8443"],
    ["script-src *.app.example.jp"],
    ["script-src 'nonce-\"><script>'"],
    ["script-src 'self'; connect-src 'none'"],
    ["script-src 'self'; connect-src https://api.example.jp"],
    ["script-src 'nonce-abc'; default-src https://cdn.example"],
    ["script-src 'nonce-abc'", "script-src 'nonce-def'"],
    ["script-src 'nonce-abc'", "script-src 'none'"],
    ["script-src 'nonce-abc', script-src 'none'"],
    ["sandbox"],
    ["sandbox allow-scripts"],
  ])("%s", (...policies) => {
    expect(judgePolicies(policies, wanted)).toEqual({ allowed: false });
  });
});
