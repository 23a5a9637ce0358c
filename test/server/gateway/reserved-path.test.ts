import { describe, expect, test } from "vitest";
import { isReservedPath } from "../../../src/server/gateway/reserved-path.ts";
import { operations } from "../../../src/server/routes/operations.ts";

describe("the service keeps to itself", () => {
  test("every path that it answers on an app's host", () => {
    const own = operations.filter(({ hosts }) => hosts.includes("app")).map(({ path }) => path);
    expect(own.length).toBeGreaterThan(8);
    expect(own.filter((path) => !isReservedPath(path))).toEqual([]);
  });

  test.each([
    "/api/cert",
    "/api/cert?x",
    "/api/cert/",
    "/koshin/koshin.js",
    "/crl/00.crl",
    "/API/Cert/status",
    "//api//cert",
    "//app.localhost/api/cert",
    "/%2fapp.localhost/api/cert",
    "/\\app.localhost/api/cert",
    "/./api/./cert",
    "/menu/../api/cert",
    "/%25252525252561pi/cert",
    "/api/cert/../../menu",
    "/api/x/../cert",
    "/%61pi/cert",
    "/api%2Fcert",
    "/api%2fcert%2fstatus",
    "/api%252fcert",
    "/%2561%2570%2569/cert",
    "/x/%2e%2e/api/cert",
    "/x/%2e%2e%2fapi%2fcert",
    "/x/.%2e/api/cert",
    "/\\api\\cert",
    "/api%5ccert",
    "/api;v=1/cert;x/status",
    "/api/cert;jsessionid=1",
    "/api./cert",
    "/api/cert%20",
    "/api/cert%00.html",
    "/%u0061pi/cert",
    "/api%c0%afcert",
    "/x/%c0%ae%c0%ae/api/cert",
    "/.well-known/est/cacerts",
    "/%2ewell-known/est",
    "/.WELL-KNOWN/EST/simplereenroll",
    "/api/openapi.json",
    "/ocsp/MEow",
  ])("%s", (path) => expect(isReservedPath(path)).toBe(true));
});

test("a path is judged in one go, however many characters of it may mean nothing", () => {
  // The time that others would take grows with the square.
  for (const part of [".", " ", "%2e", "%252e", ";", "/", "/.", "\\", "%c0%ae"]) {
    expect(isReservedPath(`/${part.repeat(200_000)}x`), part).toBe(false);
  }
});

describe("the app has", () => {
  test.each([
    "/",
    "/menu",
    "/api",
    "/api/certificates",
    "/api/certs/1",
    "/.well-known/security.txt",
    "/.well-known/estimate",
    "/crls",
    "/koshinsha",
    "/menu?next=/api/cert",
    "/menu?next=%2Fapi%2Fcert",
    "/a/api/cert",
    "/%E8%A8%BC%E6%98%8E%E6%9B%B8",
    "/100%25",
    "/%zz",
    "/a;b=c/d",
    "/..",
    "//cdn.example/app.js",
  ])("%s", (path) => expect(isReservedPath(path)).toBe(false));
});
