import { openSession } from "../../src/server/accounts/sessions/sessions.ts";
import { byOperator } from "../../src/server/commands/line/by-operator.ts";
import { defaultSettings, type Settings } from "../../src/server/settings/settings.ts";
import { systemTenant } from "../../src/server/store/accounts/system-operators.ts";
import { transact } from "../../src/server/store/transact.ts";
import { createLightAccount } from "./light-account.ts";
import type { Holder, ThrowawayService } from "./throwaway-service.ts";
import { send, type Received, type Sent } from "./tls-client.ts";

/** The settings of a service with a host for system operators. */
export const withOperators: Pick<Settings, "hosts"> = { hosts: { ...defaultSettings.hosts, operator: "operate.localhost" } };

/** Somebody who has logged in to the system operators' site. */
export interface LoggedInOperator {
  readonly name: string;
  readonly password: string;
  readonly certificate: Holder;
  /** The request header. */
  readonly cookie: string;
  /** As after the second factor was given once more. */
  confirm(): Promise<void>;
  /** Sends a request with certificate and session; a body is sent as JSON. */
  ask(sent: Omit<Sent, "body"> & { readonly body?: unknown }): Promise<Received>;
}

/** A system operator with a complete session, which is made in the database. */
export async function operatorOf(
  world: ThrowawayService,
  { name = "sato", certificate }: { readonly name?: string; readonly certificate: Holder },
): Promise<LoggedInOperator> {
  const { store } = world.service;
  const { cn, tenant: o } = certificate;
  const password = "kaoru-no-akikaze";
  const account = { tenant: systemTenant, name, role: "system-operator", certificate: { cn, o } } as const;
  await createLightAccount(store, { ...account, password, ...byOperator(world.now) });
  const session = { tenant: systemTenant, account: name, cn, site: "operator", step: "open" } as const;
  const opened = await transact(store, async (transaction) => await openSession(transaction, session, world.now));
  const cookie = `__Host-session=${opened}`;
  return {
    name,
    password,
    certificate,
    cookie,
    async confirm() {
      const confirmedUntil = world.now.getTime() + 5 * 60_000;
      await store
        .updateTable("sessions")
        .set({ confirmedUntil })
        .where("account", "=", name)
        .where("tenant", "=", systemTenant)
        .execute();
    },
    ask: async ({ headers, body, ...sent }) => {
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const json = body === undefined ? {} : { "Content-Type": "application/json" };
      return await send(
        { port: world.port, root: world.root, host: "operate.localhost", identity: certificate },
        { ...sent, ...content, headers: { ...json, Cookie: cookie, ...headers } },
      );
    },
  };
}
