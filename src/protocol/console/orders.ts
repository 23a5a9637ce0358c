import * as v from "valibot";
import { Issuer, Serial } from "../certificate-identity.ts";
import { CertificateOrder } from "./certificates.ts";

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** The line of a file, from 1. */
const Line = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000_000));

/** How many certificates are ordered at once. */
export const mostOrders = 5000;

/** The octets of the largest file with orders. */
export const orderFileLimit = 1_000_000;

/** The columns of a file with orders, in the order of a list without a header; all but the first may be missing. */
export const orderColumns = ["cn", "device", "remark", "mail", "kind"] as const;
export type OrderColumn = (typeof orderColumns)[number];

/** What is wrong with a whole file: nothing in it is ordered. */
const orderFileFaults = [
  /** It is neither UTF-8 nor UTF-16 nor Shift_JIS. */
  "encoding-unknown",
  /** A quotation mark is missing, or is where none may be. */
  "quotes-wrong",
  "column-unknown",
  "column-repeated",
  "cn-column-missing",
  "rows-missing",
  /** More than `mostOrders`. */
  "rows-exceeded",
] as const;
export type OrderFileFault = (typeof orderFileFaults)[number];

/** What is wrong with a row: it cannot be ordered as it is. */
const orderFaults = [
  "cn-empty",
  /** The service issues none with this CN. */
  "cn-not-allowed",
  /** It is not what its column says, or there is no such kind. */
  "kind-wrong",
  "too-long",
  "control-characters",
  "mail-malformed",
  /** There are more cells than columns. */
  "cells-exceeded",
  /** An earlier row has the same CN and the same device. */
  "repeated",
] as const;
export type OrderFault = (typeof orderFaults)[number];

/** Why a row would make a second one: it is ordered by somebody who says that this is wanted. */
const orderDoubts = [
  "holder-has-certificate",
  "device-has-certificate",
  /** An earlier row has the same CN. */
  "cn-repeated",
  /** An earlier row has the same device. */
  "device-repeated",
] as const;
export type OrderDoubt = (typeof orderDoubts)[number];

const JudgedOrder = v.object({
  line: Line,
  cn: v.string(),
  /** The name of its kind in the settings, or `other`; null if the CN is not allowed. */
  kind: v.nullable(v.string()),
  device: v.string(),
  remark: v.string(),
  mail: v.string(),
  faults: v.array(
    v.object({
      code: v.picklist(orderFaults),
      column: v.nullable(v.picklist(orderColumns)),
      /** What is there, shortened, with a picture in place of each control character. */
      value: v.string(),
      /** The earlier row. */
      line: v.nullable(Line),
    }),
  ),
  doubts: v.array(
    v.object({
      code: v.picklist(orderDoubts),
      /** The valid certificate. */
      certificate: v.nullable(v.object({ issuer: Issuer, serial: Serial, cn: v.string() })),
      /** The earlier row. */
      line: v.nullable(Line),
    }),
  ),
});
export type JudgedOrder = v.InferOutput<typeof JudgedOrder>;

/** The answer of `POST /api/order-preview`, whose body is the file: what would be ordered, row by row. */
export const OrderPreview = v.object({
  format: v.object({
    encoding: v.picklist(["utf-8", "utf-16le", "utf-16be", "shift_jis"]),
    separator: v.picklist(["comma", "semicolon", "tab"]),
    /** Without one, the columns are in the order of `orderColumns`. */
    header: v.boolean(),
  }),
  faults: v.array(
    v.object({ code: v.picklist(orderFileFaults), line: v.nullable(Line), column: v.nullable(v.string()), value: v.string() }),
  ),
  rows: v.array(JudgedOrder),
  /** The number of rows without faults and doubts, of those with doubts only, and of those with faults. */
  good: Count,
  doubtful: Count,
  faulty: Count,
  kinds: v.array(v.object({ name: v.string(), texts: v.object({ ja: v.string(), en: v.string() }) })),
  /** How many a job issues within an hour at most. */
  perHour: Count,
});
export type OrderPreview = v.InferOutput<typeof OrderPreview>;

/**
 * The body of `POST /api/orders`: first certificates, each with the line that its result is reported for. Those with doubts say
 * by `another` that they are wanted nevertheless. If one has faults or further doubts by then, nothing is ordered.
 */
export const Orders = v.strictObject({
  orders: v.pipe(v.array(v.strictObject({ line: Line, ...CertificateOrder.entries })), v.minLength(1), v.maxLength(mostOrders)),
});
export type Orders = v.InferOutput<typeof Orders>;
