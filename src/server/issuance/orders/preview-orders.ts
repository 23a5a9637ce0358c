import type { OrderPreview } from "../../../protocol/console/orders.ts";
import type { Administrator } from "../administration/administrator.ts";
import { kindTexts } from "../administration/list-certificates.ts";
import { hourlyLimit } from "../renewal/hourly-limit.ts";
import type { Service } from "../service.ts";
import { isNameOf, judgeOrders } from "./judge-orders.ts";
import { readOrderFile } from "./read-order-file.ts";

/** What a file with orders would have issued for a tenant at this moment, row by row. It changes nothing. */
export async function previewOrders(
  service: Service,
  file: Uint8Array,
  { tenant, now }: Pick<Administrator, "tenant"> & { readonly now: Date },
): Promise<OrderPreview> {
  const { format, faults, orders } = readOrderFile(file, (text) => isNameOf(service, tenant, text));
  const rows = await judgeOrders(service, { tenant, orders, now });
  const faulty = rows.filter((row) => row.faults.length > 0).length;
  const good = rows.filter((row) => row.faults.length + row.doubts.length === 0).length;
  const { kinds } = service.settings;
  const texts = new Map(rows.flatMap(({ cn, kind }) => (kind === null ? [] : [[kind, kindTexts(kinds, cn)] as const])));
  return {
    ...{ format, faults, rows, good, faulty, doubtful: rows.length - good - faulty },
    kinds: [...texts].map(([name, each]) => ({ name, texts: each })),
    perHour: hourlyLimit(service.settings, { inBackground: true }),
  };
}
