import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bytes } from "../../../src/core/bytes.ts";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { context, element, oid, sequence, setOf, utf8String } from "../../../src/core/der/write.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { verifyTrail } from "../../../src/server/issuance/audit/verify-trail.ts";
import { checkService } from "../../../src/server/service/check-service.ts";
import { ImportingService } from "../../support/importing-service.ts";
import { ListMaker, scope } from "../../support/made-list.ts";
import { clientExtensions, makeOtherAuthority, type MadeByOther } from "../../support/other-authority.ts";

const run = promisify(execFile);
const adoptUntil = new Date(Date.now() + 100 * dayInMilliseconds).toISOString().slice(0, 10);
let at: ImportingService;
let make: ListMaker;
beforeAll(async () => {
  at = await ImportingService.start({ unknown: "adopt", adoptUntil });
  make = await ListMaker.of(at.other);
});
afterAll(async () => await at[Symbol.asyncDispose]());

/** The first field of issuingDistributionPoint: these names. */
const fullName = (...names: readonly Bytes[]): Bytes => context(0, context(0, ...names));
const uri = (text: string): Bytes => element(0x86, new TextEncoder().encode(text));
const peopleOnly = element(0x81, Uint8Array.of(255));

const attribute = (type: string, text: string): Bytes => sequence(oid(type), utf8String(text));
const listName = attribute("2.5.4.3", "crl  1");
const directory = element(
  0xa4,
  sequence(setOf(attribute("2.5.4.6", "jp")), setOf(attribute("2.5.4.10", "OLD CLOUD")), setOf(listName)),
);
/** In the place of its list, relative to the Name of the authority. */
const relative = context(0, element(0xa1, listName));
const below = (...names: readonly string[]): string => `fullname=dirName:names\n[names]\n${names.join("\n")}`;

/** A certificate with this value of cRLDistributionPoints, as OpenSSL is told it; without it if that is empty. */
async function naming(points: string): Promise<MadeByOther> {
  const extension = points === "" ? "" : `\ncrlDistributionPoints=${points}`;
  return await at.other.issue({ subject: at.subject(), extensions: `${clientExtensions}${extension}` });
}

async function file(list: Bytes): Promise<string> {
  return `${await at.folderWith({ "list.crl": list })}/list.crl`;
}

/** Whether OpenSSL finds that a list covers a certificate and does not name it. */
async function opensslAccepts({ path }: MadeByOther, list: Bytes): Promise<boolean> {
  const crl = join(await at.folderWith({}), "list.pem");
  await writeFile(crl, encodePem("X509 CRL", list));
  const options = ["verify", "-crl_check", "-CAfile", at.other.path, "-CRLfile", crl, path];
  const { stderr } = await run("openssl", options).catch((error: unknown) => ({ stderr: String(error) }));
  return stderr === "";
}

/** What `koshin check` says of adoption under an authority. */
async function checked(authority: string): Promise<{ readonly problems: readonly string[]; readonly notes: readonly string[] }> {
  const findings = await checkService(at.world.data, at.world.now);
  const about = findings.filter(({ what, sentence }) => what === "settings" && sentence.includes(authority));
  const [problems, notes] = [about.filter(({ note }) => note !== true), about.filter(({ note }) => note === true)];
  return { problems: problems.map(({ sentence }) => sentence), notes: notes.map(({ sentence }) => sentence) };
}

let count = 0;
const address = (): string => `http://ca.example/${++count}.crl`;

describe("under an authority whose lists all name a distribution point, a certificate that was never listed", () => {
  test.each([
    { name: "that names this point", points: (a: string) => `URI:${a}`, scope: (a: string) => [fullName(uri(a))] },
    {
      name: "that names this point besides others",
      points: (a: string) => `URI:http://ca.example/all.crl,URI:${a}`,
      scope: (a: string) => [fullName(uri(a))],
    },
    {
      name: "that names one of the names of this point",
      points: (a: string) => `URI:${a}`,
      scope: (a: string) => [fullName(uri("ldap://ca.example/cn=1"), uri(a))],
    },
    {
      name: "that names the point of a list of people's certificates",
      points: (a: string) => `URI:${a}`,
      scope: (a: string) => [fullName(uri(a)), peopleOnly],
    },
    {
      name: "that names a place in a directory, in another case and string type",
      points: () => `one\n[one]\n${below("C=JP", "O=Old Cloud", "CN=CRL 1")}`,
      scope: () => [fullName(directory)],
    },
    {
      name: "that names the place below its authority of a list that says only what is below",
      points: () => `one\n[one]\n${below("C=JP", "O=Old Cloud", "1.CN=Old CA", "2.CN=CRL 1")}`,
      scope: () => [relative],
    },
  ])("$name is adopted", async ({ points, scope: fields }) => {
    const a = address();
    const [held, list] = [await naming(points(a)), make.list({ extensions: [scope(...fields(a))] })];
    expect(await opensslAccepts(held, list)).toBe(true);
    expect(await at.word(held)).toBe("403 unknown-serial");
    expect((await at.imports(await file(list))).counts).toEqual({ files: 1, lists: 1, pointLists: 1 });
    expect(await at.word(held)).toBe("200");
  });

  test.each([
    { name: "without a point", points: () => "" },
    { name: "with another point", points: () => "URI:http://ca.example/other.crl" },
    { name: "whose point differs in the case of its path", points: (a: string) => `URI:${a.replace(".crl", ".CRL")}` },
    { name: "whose point is for some reasons", points: (a: string) => `one\n[one]\nfullname=URI:${a}\nreasons=keyCompromise` },
    {
      name: "whose point is for lists of another issuer",
      points: (a: string) => `one\n[one]\nfullname=URI:${a}\nCRLissuer=dirName:names\n[names]\nCN=Other`,
    },
  ])("$name is refused", async ({ points }) => {
    const a = address();
    const [held, list] = [await naming(points(a)), make.list({ extensions: [scope(fullName(uri(a)))] })];
    expect(await opensslAccepts(held, list)).toBe(false);
    await at.imports(await file(list));
    expect(await at.word(held)).toBe("403 unknown-serial");
  });

  test.each([
    { of: "HTTP", held: "HTTP://CA.example:80/%7ea/./equivalent%2dlist.crl", listed: "http://ca.example/~a/equivalent-list.crl" },
    { of: "LDAP", held: "LDAP://CA.example:389/cn%3da%20b?crl", listed: "ldap://ca.example/cn%3Da b?crl" },
    { of: "UTF-8 in it", held: "http://ca.example/\u66f4\u65b0.crl", listed: "http://ca.example/%E6%9B%B4%e6%96%B0.crl" },
  ])("is adopted by a URI that differs only where RFC 3986 says that it means the same: $of", async ({ held: its, listed }) => {
    const held = await naming(`one\n[one]\nfullname=@names\n[names]\nURI=${its}`);
    await at.imports(await file(make.list({ extensions: [scope(fullName(uri(listed)))] })));
    expect(await at.word(held)).toBe("200");
  });

  test("is refused if the point of the list has an empty name: that is no list for all certificates", async () => {
    const held = await naming("");
    await at.imports(await file(make.list({ extensions: [scope(fullName(uri("")))] })));
    expect(await at.word(held)).toBe("403 unknown-serial");
  });

  test("is adopted by the list of a point whose name is the authority's own: every certificate is looked up there", async () => {
    await using other = await makeOtherAuthority({ name: "/O=Named/CN=Named CA" });
    await at.adopt(other);
    const own = sequence(setOf(attribute("2.5.4.10", "Named")), setOf(attribute("2.5.4.3", "Named CA")));
    const list = (await ListMaker.of(other)).list({ extensions: [scope(fullName(element(0xa4, own)))] });
    expect((await at.imports(await file(list))).counts).toEqual({ files: 1, lists: 1 });
    expect(await at.word(await other.issue({ subject: at.subject() }))).toBe("200");
  });

  test("is refused if a list names it, of its point or of another one", async () => {
    const [a, b] = [address(), address()];
    const [one, two] = [await naming(`URI:${a}`), await naming(`URI:${a}`)];
    const entries = ({ serial }: MadeByOther): readonly { readonly serial: string }[] => [{ serial }];
    await at.imports(await file(make.list({ extensions: [scope(fullName(uri(a)))], entries: entries(one) })));
    await at.imports(await file(make.list({ extensions: [scope(fullName(uri(b)))], entries: entries(two) })));
    expect([await at.word(one), await at.word(two)]).toEqual(["403 unknown-serial", "403 unknown-serial"]);
  });

  test("is refused once the list of its point is overdue, as the check says; others are adopted still", async () => {
    const [a, b] = [address(), address()];
    const [one, two] = [await naming(`URI:${a}`), await naming(`URI:${b}`)];
    const { now } = at.world;
    const soon = new Date(now.getTime() + dayInMilliseconds);
    await at.imports(await file(make.list({ extensions: [scope(fullName(uri(a)))], nextUpdate: soon })));
    await at.imports(await file(make.list({ extensions: [scope(fullName(uri(b)))] })));
    at.world.now = new Date(now.getTime() + 2 * dayInMilliseconds);
    expect([await at.word(one), await at.word(two)]).toEqual(["403 unknown-serial", "200"]);
    const due = `that are not in the records and name the distribution point ${a} are refused, because its revocation list was due at`;
    const { problems, notes } = await checked("Old CA");
    expect(problems).toEqual([expect.stringContaining(due)]);
    expect(notes).toEqual([expect.stringContaining("unless they name a distribution point whose list was imported")]);
    await at.imports(await file(make.list({ extensions: [scope(fullName(uri(a)))] })));
    expect(await at.word(one)).toBe("200");
    at.world.now = now;
  });
});

describe("the lists of several distribution points", () => {
  test("have numbers of their own, and none replaces a later one of its point, as a dry run says, too", async () => {
    const [a, b] = [address(), address()];
    const [two, one, other] = [
      make.list({ number: 2, extensions: [scope(fullName(uri(a), uri(`${a}.copy`)))] }),
      make.list({ number: 1, extensions: [scope(fullName(uri(a)))] }),
      make.list({ number: 1, extensions: [scope(fullName(uri(b)))] }),
    ];
    const paths = await Promise.all([two, one, other, other].map(file));
    for (const how of [["--dry-run"], []]) {
      const { counts, refused } = await at.imports(...how, ...paths);
      expect(counts).toMatchObject({ files: 4, lists: 2, pointLists: 2, repeatedLists: 1 });
      expect(refused.map((each) => each.refused)).toEqual(["list-older"]);
    }
    expect((await at.imports(await file(two))).counts).toEqual({ files: 1, knownLists: 1, pointLists: 1 });
  });

  test("without a name, or with a malformed one, are malformed", async () => {
    for (const names of [
      context(0),
      context(0, context(0)),
      context(0, context(2, uri("http://ca.example/x"))),
      context(0, element(0xa1)),
    ])
      expect(await at.refuses(await file(make.list({ extensions: [scope(names)] })))).toEqual(["malformed"]);
  });
});

test("the check names the points that are covered, until a list for all certificates is imported", async () => {
  await using other = await makeOtherAuthority({ name: "/O=Sharded/CN=Sharded CA" });
  await at.adopt(other);
  const missing = await checked("Sharded CA");
  expect(missing.problems).toEqual([expect.stringContaining("no revocation list of it is recorded")]);
  const lists = await ListMaker.of(other);
  const list = async (extensions: readonly Bytes[], days = 30): Promise<string> =>
    await file(lists.list({ extensions, nextUpdate: new Date(Date.now() + days * dayInMilliseconds) }));
  await at.imports(await list([scope(fullName(uri("http://sharded.example/1.crl")))]));
  const covered = "unless they name a distribution point whose list was imported and is in force (http://sharded.example/1.crl)";
  const partly = await checked("Sharded CA");
  expect([partly.problems, partly.notes]).toEqual([[], [expect.stringContaining(covered)]]);
  const held = await other.issue({ subject: at.subject() });
  expect(await at.word(held)).toBe("403 unknown-serial");
  await at.imports(await list([], 1));
  expect(await checked("Sharded CA")).toEqual({ problems: [], notes: [] });
  expect(await at.word(held)).toBe("200");
  const { now } = at.world;
  at.world.now = new Date(now.getTime() + 2 * dayInMilliseconds);
  const overdue = await checked("Sharded CA");
  const both = /\(http:\/\/sharded\.example\/1\.crl\), because its revocation list for all certificates was due at/;
  expect([overdue.problems, overdue.notes]).toEqual([[expect.stringMatching(both)], []]);
  at.world.now = now;
});

test("the audit trail and the tables agree after all of this", async () => {
  expect((await verifyTrail(at.world.service)).findings).toEqual([]);
});
