import type { Role } from "../../src/protocol/console/session.ts";
import { openSession } from "../../src/server/accounts/sessions/sessions.ts";
import { byOperator } from "../../src/server/commands/line/by-operator.ts";
import { createTenant } from "../../src/server/issuance/tenants.ts";
import { findTenant } from "../../src/server/store/tenants.ts";
import { transact } from "../../src/server/store/transact.ts";
import { createLightAccount } from "./light-account.ts";
import type { Holder, ThrowawayService } from "./throwaway-service.ts";
import { send, type Received, type Sent } from "./tls-client.ts";

/** Somebody who has logged in to the administrators' site. */
export interface LoggedInAdministrator {
  readonly account: string;
  readonly tenant: string;
  readonly certificate: Holder;
  /** The request header. */
  readonly cookie: string;
  /** Has secrets handed out for five minutes, as after the second factor was given once more. */
  confirm(): Promise<void>;
  /** Sends a request to the site with certificate and session. */
  ask(sent: Sent): Promise<Received>;
}

/**
 * An account of a tenant, which is created if it does not exist, with a complete session, which is made in the database, and a
 * certificate. `full-login.ts` logs in as a browser does.
 */
export async function administratorOf(
  world: ThrowawayService,
  {
    account,
    tenant = "u00000014",
    role = "administrator",
  }: { readonly account: string; readonly tenant?: string; readonly role?: Role },
): Promise<LoggedInAdministrator> {
  const { store } = world.service;
  const act = byOperator(world.now);
  if ((await findTenant(store, tenant)) === undefined)
    await createTenant(world.service, { name: tenant, product: "weborca", ...act });
  await createLightAccount(store, { name: account, tenant, password: "kaoru-no-akikaze", role, ...act });
  const certificate = await world.issue("client900", 1000, { tenant });
  const opened = await transact(
    store,
    async (transaction) =>
      await openSession(transaction, { tenant, account, cn: certificate.cn, site: "console", step: "open" }, world.now),
  );
  const cookie = `__Host-session=${opened}`;
  return {
    account,
    tenant,
    certificate,
    cookie,
    async confirm() {
      const confirmedUntil = world.now.getTime() + 5 * 60_000;
      await store
        .updateTable("sessions")
        .set({ confirmedUntil })
        .where("account", "=", account)
        .where("tenant", "=", tenant)
        .execute();
    },
    ask: async ({ headers, ...sent }) =>
      await send(
        { port: world.port, root: world.root, host: "ctrl.localhost", identity: certificate },
        { ...sent, headers: { Cookie: cookie, ...headers } },
      ),
  };
}
