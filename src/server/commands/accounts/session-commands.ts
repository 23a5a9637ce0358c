import type { Command } from "commander";
import type { ListedSession } from "../../../protocol/console/own-account.ts";
import { endSessions, sessionsOf } from "../../accounts/sessions/listed-sessions.ts";
import { openRecords } from "../../service/open-service.ts";
import { counted } from "../../system/counted.ts";
import { byOperator } from "../line/by-operator.ts";
import { printList, type Facts } from "../line/print-list.ts";
import { printResult } from "../line/print-result.ts";
import { aboutAccount, type AccountOptions } from "./named-account.ts";
import { requireAccount } from "./require-account.ts";

/** `koshin account sessions`. */
export function sessionsCommand(): Command {
  return aboutAccount("sessions", "List where an account is logged in.", { lists: true }).action(
    async ({ data, database, tenant, name, json }: AccountOptions) => {
      await using records = await openRecords(data, { database });
      await requireAccount(records.store, { tenant, name });
      const page = async function* (): AsyncGenerator<readonly ListedSession[]> {
        yield await sessionsOf(records.store, { tenant, name }, undefined, new Date());
      };
      await printList(page(), sessionFacts, { json: json === true, none: `${name} of ${tenant} is not logged in.` });
    },
  );
}

function sessionFacts({ id, site, cn, host, address, openedAt, seenAt, endsAt }: ListedSession): Facts {
  return { seenAt, id, site, cn, host, address, openedAt, endsAt };
}

/** `koshin account end-sessions`. */
export function endSessionsCommand(): Command {
  return aboutAccount("end-sessions", "Log an account out everywhere, or end one of its sessions.")
    .option("--session <id>", "only this one, as koshin account sessions lists it")
    .action(async ({ data, database, tenant, name, session, json }: AccountOptions & { readonly session?: string }) => {
      await using records = await openRecords(data, { database });
      await requireAccount(records.store, { tenant, name });
      const open = await sessionsOf(records.store, { tenant, name }, undefined, new Date());
      const isOpen = session === undefined || open.some(({ id }) => id === session);
      const which = session === undefined ? { except: undefined } : { id: session };
      const ended = isOpen ? await endSessions(records.store, { tenant, name }, which, byOperator()) : 0;
      const sentence = ended === 0 ? "There is no such session." : `${counted(ended, "session")} of ${name} of ${tenant} ended.`;
      printResult({ tenant, name, ended, changed: ended > 0 }, json === true, sentence);
    });
}
