import * as v from "valibot";
import { Invitation } from "../../src/protocol/console/accounts.ts";
import { SessionList } from "../../src/protocol/console/own-account.ts";
import { consolePaths } from "../../src/protocol/console/paths.ts";
import type { FullLogin } from "./full-login.ts";

/** The token of an invitation that somebody has made. */
export async function invitationBy(by: FullLogin): Promise<string> {
  await by.confirm();
  const body = { name: `guest-of-${by.user}`, personName: "", role: "viewer", mail: null };
  const answer = (await by.ask({ method: "POST", path: consolePaths.accounts, body })).body;
  return (
    v
      .parse(v.pipe(v.string(), v.parseJson(), Invitation), answer)
      .link.split("/")
      .at(-1) ?? ""
  );
}

/** The identifier of somebody's session. */
export async function sessionOf(by: FullLogin): Promise<string> {
  const { body } = await by.ask({ path: consolePaths.ownSessions });
  return v.parse(v.pipe(v.string(), v.parseJson(), SessionList), body).sessions[0]?.id ?? "";
}
