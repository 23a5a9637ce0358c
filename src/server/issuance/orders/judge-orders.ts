import { mailAddressForm } from "../../../core/mail-address.ts";
import { kindName } from "../../../protocol/console/kind-name.ts";
import type { JudgedOrder, OrderColumn, OrderDoubt, OrderFault } from "../../../protocol/console/orders.ts";
import { kindOf, otherKind, type Kind } from "../../settings/kinds.ts";
import { searchForm } from "../../store/certificates/search-form.ts";
import { findValidHolders, type ValidHolder } from "../../store/certificates/valid-holders.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { kindTexts } from "../administration/list-certificates.ts";
import { requireName } from "../lifecycle/issue.ts";
import type { Service } from "../service.ts";
import type { WrittenOrder } from "./read-order-file.ts";
import { shown } from "./shown.ts";

/** Whose orders are judged, and when. */
interface Judging {
  readonly tenant: string;
  readonly orders: readonly WrittenOrder[];
  readonly now: Date;
}

/** The most characters of each column. */
const longest = { cn: 64, device: 1000, remark: 1000, mail: 254 } as const;

/** In a CN and an address, there is none of these; in a memo, there may be lines. */
const control = /[\0-\x1f\x7f]/;
const controlInLines = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** Whether the service issues certificates with this CN to a tenant. */
export function isNameOf(service: Pick<Service, "settings" | "authority">, tenant: string, cn: string): boolean {
  try {
    requireName(service, { tenant, cn });
    return true;
  } catch (error) {
    if (error instanceof OperatorError && error.code === "name-not-allowed") return false;
    throw error;
  }
}

/**
 * Says of each ordered certificate what is wrong with it, and whether it would be a second one for its holder or its device.
 *
 * @param records `store` is the transaction that acts, if one does
 */
export async function judgeOrders(
  records: Pick<Service, "store" | "settings" | "authority">,
  { tenant, orders, now }: Judging,
): Promise<JudgedOrder[]> {
  const { kinds } = records.settings;
  const cns = new Set(orders.map(({ cn }) => cn).filter((cn) => isNameOf(records, tenant, cn)));
  // No database holds, and PostgreSQL takes, a text with the octet 0.
  const devices = new Set(orders.map(({ device }) => device).filter((device) => device !== "" && !controlInLines.test(device)));
  const asked = { cns: [...cns], devices: [...devices] };
  const valid = await findValidHolders(records.store, tenant, asked, now.getTime());
  const ofHolder = new Map(valid.map((each) => [each.cn, each]));
  const onDevice = new Map(valid.map((each) => [each.device, each]));
  const lineOfCn = new Map<string, WrittenOrder>();
  const lineOfDevice = new Map<string, WrittenOrder>();
  return orders.map((order) => {
    const { line, cn, device, remark, mail } = order;
    const faults = faultsOf(order, kinds, cns.has(cn));
    const sameCn = cn === "" ? undefined : lineOfCn.get(cn);
    const sameDevice = device === "" ? undefined : lineOfDevice.get(device);
    const repeated = sameCn?.device === device;
    if (repeated) faults.push({ code: "repeated", column: "cn", value: shown(cn), line: sameCn.line });
    const doubts: JudgedOrder["doubts"] = [
      ...certificateDoubt("holder-has-certificate", ofHolder.get(cn)),
      ...(device === "" ? [] : certificateDoubt("device-has-certificate", onDevice.get(device))),
      ...(repeated ? [] : [...lineDoubt("cn-repeated", sameCn), ...lineDoubt("device-repeated", sameDevice)]),
    ];
    if (faults.length === 0 && sameCn === undefined) lineOfCn.set(cn, order);
    if (faults.length === 0 && sameDevice === undefined) lineOfDevice.set(device, order);
    const kind = cns.has(cn) ? (kindOf(kinds, cn)?.name ?? otherKind) : null;
    return { line, cn, kind, device, remark, mail, faults, doubts };
  });
}

function faultsOf(order: WrittenOrder, kinds: readonly Kind[], allowed: boolean): JudgedOrder["faults"] {
  const { cn, mail, kind, beyond } = order;
  const faults: JudgedOrder["faults"] = [];
  const add = (code: OrderFault, column: OrderColumn | null, value: string): void => {
    faults.push({ code, column, value: shown(value), line: null });
  };
  const formed = (["cn", "device", "remark", "mail"] as const).filter((column) => {
    const value = order[column];
    const lines = column === "device" || column === "remark";
    if (value.length > longest[column]) add("too-long", column, value);
    else if ((lines ? controlInLines : control).test(value)) add("control-characters", column, value);
    else return true;
    return false;
  });
  if (cn === "") add("cn-empty", "cn", "");
  else if (!allowed && formed.includes("cn")) add("cn-not-allowed", "cn", cn);
  if (mail !== "" && formed.includes("mail") && !mailAddressForm.test(mail)) add("mail-malformed", "mail", mail);
  if (kind !== "" && allowed && !isCalled(kinds, cn, kind)) add("kind-wrong", "kind", kind);
  if (beyond !== undefined) add("cells-exceeded", null, beyond);
  return faults;
}

/** Whether the kind of a CN is called so, in either language, as on the site or in the settings. */
function isCalled(kinds: readonly Kind[], cn: string, called: string): boolean {
  const name = kindOf(kinds, cn)?.name ?? otherKind;
  const { ja, en } = kindTexts(kinds, cn);
  const names = [name, ja, en, kindName("ja", name, ja), kindName("en", name, en)];
  return names.some((each) => searchForm(each) === searchForm(called));
}

function certificateDoubt(code: OrderDoubt, valid: ValidHolder | undefined): JudgedOrder["doubts"] {
  if (valid === undefined) return [];
  const { issuer, serial, cn } = valid;
  return [{ code, certificate: { issuer, serial, cn }, line: null }];
}

function lineDoubt(code: OrderDoubt, earlier: WrittenOrder | undefined): JudgedOrder["doubts"] {
  return earlier === undefined ? [] : [{ code, certificate: null, line: earlier.line }];
}
