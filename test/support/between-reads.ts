import type { KyselyPlugin } from "kysely";
import type { Service } from "../../src/server/issuance/service.ts";

/**
 * A service that is interrupted once by a callback after a number of reads from its database: between its first look
 * and the transaction in which it acts.
 *
 * @param reads 1 for after the first read
 */
export function interrupted(service: Service, reads: number, happens: () => Promise<unknown>): Service {
  let read = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      read += 1;
      if (read === reads) await happens();
      return result;
    },
  };
  return { ...service, store: service.store.withPlugin(plugin) };
}
