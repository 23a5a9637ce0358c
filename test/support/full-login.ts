import { Secret, TOTP } from "otpauth";
import * as v from "valibot";
import { consolePaths } from "../../src/protocol/console/paths.ts";
import { Enrolment, Session, type Role } from "../../src/protocol/console/session.ts";
import { createLightAccount } from "./light-account.ts";
import type { ThrowawayService } from "./throwaway-service.ts";
import { send, type Identity, type Received, type Sent } from "./tls-client.ts";

/** Somebody who has logged in to the administrators' site of a service, with password and second factor. */
export interface FullLogin {
  readonly user: string;
  readonly password: string;
  /** Of the second factor, base32. */
  readonly secret: string;
  /** The `Cookie` header of the session. */
  readonly cookie: string;
  /** The next code of the second factor: each is accepted once, so the service's clock moves on by half a minute. */
  readonly nextCode: () => string;
  /** Gives the second factor once more, so that secrets are handed out for five minutes. */
  confirm(): Promise<void>;
  /** Sends a request with the certificate and the session; a body is sent as JSON. */
  ask(sent: Omit<Sent, "body"> & { readonly body?: unknown }): Promise<Received>;
}

/** Whose account it is. */
interface LoginOptions {
  readonly user?: string;
  readonly role?: Role;
  readonly tenant?: string;
}

let made = 0;

/**
 * Adds an account to a service, sets up its second factor, and logs in, as a browser does; the service's clock moves on by half
 * a minute.
 *
 * @param identity a certificate of its tenant
 */
export async function logIn(
  world: ThrowawayService,
  identity: Identity,
  { user = `admin${++made}`, role = "administrator", tenant = "u00000014" }: LoginOptions = {},
): Promise<FullLogin> {
  const password = "correct horse battery";
  const account = { name: user, tenant, password, role, actor: "operator", now: world.now };
  if (!(await createLightAccount(world.service.store, account))) throw new Error(`There is an account ${user} already.`);
  const { port, root } = world;
  const to = { port, root, host: "ctrl.localhost", identity };
  let cookie = "";
  const ask: FullLogin["ask"] = async ({ body, headers, ...sent }) => {
    const json = body === undefined ? {} : { "Content-Type": "application/json" };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    return await send(to, { ...sent, ...content, headers: { ...json, Cookie: cookie, ...headers } });
  };
  const expectSession = async (path: string, body: unknown): Promise<string> => {
    const received = await ask({ method: "POST", path, body });
    if (received.status !== 200) throw new Error(`${path} answers ${received.status} ${received.body}`);
    cookie = (received.headers["set-cookie"]?.[0] ?? cookie).split(";")[0] ?? "";
    return received.body;
  };
  const { step } = v.parse(
    v.pipe(v.string(), v.parseJson(), Session),
    await expectSession(consolePaths.session, { user, password }),
  );
  if (step !== "enrolment") throw new Error(`The login is at the step ${step}.`);
  const { secret } = v.parse(v.pipe(v.string(), v.parseJson(), Enrolment), await expectSession(consolePaths.enrolment, undefined));
  const generator = new TOTP({ secret: Secret.fromBase32(secret) });
  const nextCode = (): string => {
    world.now = new Date(world.now.getTime() + 30_000);
    return generator.generate({ timestamp: world.now.getTime() });
  };
  await expectSession(consolePaths.confirmation, { code: nextCode() });
  return {
    user,
    password,
    secret,
    get cookie() {
      return cookie;
    },
    nextCode,
    async confirm() {
      await expectSession(consolePaths.secondFactor, { code: nextCode() });
    },
    ask,
  };
}
