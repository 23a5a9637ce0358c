import { CsvError, parse } from "csv-parse/sync";
import {
  mostOrders,
  orderColumns,
  type OrderColumn,
  type OrderFileFault,
  type OrderPreview,
} from "../../../protocol/console/orders.ts";
import { searchForm } from "../../store/certificates/search-form.ts";
import { decodeText } from "./decode-text.ts";
import { shown } from "./shown.ts";

/** A row of a file as it is there, without the spaces around its cells; a column that is not there is empty. */
export interface WrittenOrder extends Readonly<Record<OrderColumn, string>> {
  readonly line: number;
  /** What is in a cell beyond the columns. */
  readonly beyond?: string | undefined;
}

/** What is in a file with orders. */
export interface OrderFile extends Pick<OrderPreview, "format" | "faults"> {
  readonly orders: readonly WrittenOrder[];
}

/** What the header may call each column, as `searchForm` has it, without spaces. */
const names: Readonly<Record<OrderColumn, readonly string[]>> = {
  cn: ["cn", "証明書cn", "commonname"],
  device: ["端末", "端末名", "device"],
  remark: ["備考", "remark", "remarks"],
  mail: ["メールアドレス", "メール", "mail", "email", "e-mail", "mailaddress"],
  kind: ["種別", "kind"],
};

const separators = { comma: ",", semicolon: ";", tab: "\t" } as const;

/** How many lines are read at most, so that a file of empty ones takes no time. */
const mostLines = 2 * mostOrders;

/** How many faults of the header are told. */
const mostFaults = 20;

/**
 * Reads a file with orders: lines of CN, device, remark, mail address and kind, separated by commas, semicolons or tabs, with a
 * header in Japanese or English. A list of CNs that are allowed may be without one.
 *
 * @param isName whether a text is a CN that the service issues
 */
export function readOrderFile(octets: Uint8Array, isName: (text: string) => boolean): OrderFile {
  const decoded = decodeText(octets);
  const format = { encoding: decoded?.encoding ?? "utf-8", separator: "comma", header: true } as const;
  if (decoded === undefined) return faulty(format, { code: "encoding-unknown" });
  const text = decoded.text.replaceAll(/\r\n?/g, "\n");
  const separator = separatorOf(text);
  const read = readLines(text, separator);
  if ("fault" in read) return faulty({ ...format, separator }, read.fault);
  const [first, ...rest] = read.lines;
  if (first === undefined) return faulty({ ...format, separator }, { code: "rows-missing" });
  const known = first.cells.map(columnOf);
  const header = known.some((column) => column !== undefined) || !isName(first.cells[0] ?? "");
  const columns = header ? known : orderColumns;
  const faults = header ? headerFaults(first, columns) : [];
  const rows = header ? rest : read.lines;
  if (faults.length === 0 && rows.length === 0) faults.push(fault({ code: "rows-missing" }));
  if (rows.length > mostOrders) faults.push(fault({ code: "rows-exceeded", line: rows[mostOrders]?.line ?? null }));
  const orders = faults.length > 0 ? [] : rows.map((row) => orderIn(row, columns));
  return { format: { encoding: decoded.encoding, separator, header }, faults, orders };
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

type Fault = OrderFile["faults"][number];
type FaultFacts = Pick<Fault, "code"> & Partial<Fault>;

function fault({ code, line = null, column = null, value = "" }: FaultFacts): Fault {
  return { code, line, column, value };
}

function faulty(format: OrderFile["format"], facts: FaultFacts): OrderFile {
  return { format, faults: [fault(facts)], orders: [] };
}

/** The one that is most frequent in the first line that is not empty, outside of quotation marks. */
function separatorOf(text: string): keyof typeof separators {
  const [first = ""] = /\S.*/.exec(text) ?? [];
  const plain = first.replaceAll(/"[^"]*"/g, "");
  const count = (of: keyof typeof separators): number => plain.split(separators[of]).length;
  return (["tab", "semicolon"] as const).find((each) => count(each) > count("comma")) ?? "comma";
}

/** The lines that are not empty. */
function readLines(
  text: string,
  separator: keyof typeof separators,
): { readonly lines: readonly Line[] } | { readonly fault: FaultFacts } {
  try {
    const lines: Line[] = [];
    let last = 0;
    parse(text, {
      ...{ delimiter: separators[separator], record_delimiter: "\n", relax_column_count: true, to: mostLines },
      // Excel puts cells into the clipboard as they are, with quotation marks within them.
      relax_quotes: separator === "tab",
      on_record: (record: readonly string[], { lines: read }) => {
        lines.push({ line: last + 1, cells: record.map((cell) => cell.trim()) });
        last = read;
        return null;
      },
    });
    if (lines.length === mostLines) return { fault: { code: "rows-exceeded", line: last } };
    return { lines: lines.filter(({ cells }) => cells.some((cell) => cell !== "")) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = error["lines"];
    return { fault: { code: "quotes-wrong", line: typeof line === "number" ? line : null } };
  }
}

function columnOf(name: string): OrderColumn | undefined {
  const form = searchForm(name).replaceAll(/\s/g, "");
  return orderColumns.find((column) => names[column].includes(form));
}

function headerFaults({ line, cells }: Line, columns: readonly (OrderColumn | undefined)[]): Fault[] {
  const faults = cells.flatMap((cell, at): Fault[] => {
    const column = columns[at];
    if (cell === "" || (column !== undefined && columns.indexOf(column) === at)) return [];
    const code: OrderFileFault = column === undefined ? "column-unknown" : "column-repeated";
    return [fault({ code, line, column: letters(at), value: shown(cell) })];
  });
  if (!columns.includes("cn")) faults.push(fault({ code: "cn-column-missing", line }));
  return faults.slice(0, mostFaults);
}

/** What a spreadsheet calls a column: A to Z, then AA. */
function letters(at: number): string {
  const last = String.fromCodePoint(65 + (at % 26));
  return at < 26 ? last : letters(Math.floor(at / 26) - 1) + last;
}

function orderIn({ line, cells }: Line, columns: readonly (OrderColumn | undefined)[]): WrittenOrder {
  const cell = (column: OrderColumn): string => {
    const at = columns.indexOf(column);
    return at < 0 ? "" : (cells[at] ?? "");
  };
  const beyond = cells.find((each, at) => columns[at] === undefined && each !== "");
  return { line, cn: cell("cn"), device: cell("device"), remark: cell("remark"), mail: cell("mail"), kind: cell("kind"), beyond };
}
