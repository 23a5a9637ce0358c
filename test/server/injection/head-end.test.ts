import { describe, expect, test } from "vitest";
import { HeadEndFinder, type HeadEnd, type HeadFault } from "../../../src/server/injection/head-end.ts";

/** What is found, with the octets in chunks of a length. */
function find(page: Buffer, length: number): HeadEnd | HeadFault {
  const finder = new HeadEndFinder();
  for (let at = 0; at < page.length; at += length) {
    const found = finder.read(page.subarray(at, at + length));
    if (found !== undefined) return found;
  }
  return finder.end();
}

/** Where the script would stand: `|` marks it in what is expected. */
function marked(page: Buffer, length: number): string {
  const found = find(page, length);
  if (typeof found === "string") return found;
  return `${page.toString("latin1", 0, found.at)}|${page.toString("latin1", found.at)}`;
}

const scripts = Array.from({ length: 1000 }, (_, number) => `<script>${number} < 1 && "</head>"</script>`).join("");

describe("the end of a head", () => {
  test.each([
    "<!doctype html><html><head><title>a</title>|</head><body>b",
    "<head>\r\n<meta charset=Shift_JIS>\r\n|</HEAD>\r\n<body>",
    "<title>a</title>|<p>b",
    "|text alone",
    "<!doctype html>\n|<body>b",
    "<html>\n<!-- </head><body> -->\n<head>\n<!-- </head> -->|</head>",
    '<head><meta content="</head><body>"><title></head></title><style></head></style>|</head>',
    "<head><script>var a = '</head><body>';</script>|</head><body>",
    "<head><script><!-- <script> </head> </script> --></script>|</head>",
    "<head><noscript></head><body></noscript>|</head><body>",
    "<head><template></head><body><p></template>|</head>",
    "<head><template><svg><title></head></title></svg></template>|</head><body>",
    "<title>a</title>|<textarea></head><body></textarea>",
    "<head>|</body>text",
    "<head>|<head-line>x</head-line></head>",
    "<head>|<frameset><frame></frameset>",
    "<base href=https://elsewhere.example/>|<img>",
    "<head><title>a</title>|</head >",
    "<title>a</title>\n<script>b()</script>\n|",
    "|",
    `<head>${scripts}|</head><body>`,
    "\u00ef\u00bb\u00bf<!doctype html><title>a</title>|<p>",
    "<title>\u0094\u005c\u00b3\u003f</title>|</head>",
    "<head><title>\u00a4\u00a2\u00a4\u00a4</title>|</head>",
  ])("of %.60s", (expected) => {
    const page = Buffer.from(expected.replace("|", ""), "latin1");
    for (const length of [1, 2, 7, 4096, 1_000_000]) expect(marked(page, length), String(length)).toBe(expected);
  });

  test.each([
    ["an unclosed title", "<head><title>a</head><body>", "head"],
    ["an unclosed script", "<head><script>a</head><body>", "head"],
    ["an unclosed template", "<head><template></head><body>text", "head"],
    ["UTF-16 with a mark", Buffer.from("\ufeff<!doctype html><head></head>", "utf16le"), "charset"],
    ["UTF-16 without one", Buffer.from("<!doctype html><head></head>", "utf16le"), "charset"],
    ["UTF-16, the other way", Buffer.from("<!doctype html><head></head>", "utf16le").swap16(), "charset"],
    ["ISO-2022-JP", '<title>\u001b$B$"</title></head>', "charset"],
    ["a head without end", `<head>${"<meta name=a>".repeat(40_000)}`, "head"],
  ])("is not found in %s", (_, page, fault) => {
    for (const length of [1, 5, 4096])
      expect(marked(typeof page === "string" ? Buffer.from(page, "latin1") : page, length)).toBe(fault);
  });

  test("comes with the policies of its meta elements, and no others", () => {
    const page = [
      `<meta http-equiv=" Content-Security-Policy " content="script-src 'nonce-&#97;'">`,
      `<noscript><meta http-equiv="Content-Security-Policy" content="none"></noscript>`,
      `<template><meta http-equiv="Content-Security-Policy" content="none"></template>`,
      `<script>'<meta http-equiv="Content-Security-Policy" content="none">'</script>`,
      `<!-- <meta http-equiv="Content-Security-Policy" content="none"> -->`,
      `<META HTTP-EQUIV=content-security-policy CONTENT="default-src 'self'">`,
      `<meta http-equiv="Content-Security-Policy-Report-Only" content="none">`,
      "</head>",
    ].join("\n");
    expect(find(Buffer.from(page), 4096)).toMatchObject({ policies: ["script-src 'nonce-a'", "default-src 'self'"] });
  });
});
