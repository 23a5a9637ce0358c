import * as v from "valibot";
import { OperatorError } from "../../system/operator-error.ts";

/** A function of a token's library, called beside the event loop. Returns its CK_RV. */
type TokenFunction = (...args: readonly (number | bigint | Buffer | null)[]) => Promise<number>;

/** The functions of a token's library that signing needs (PKCS #11 2.40, section 5). */
export type Cryptoki = Readonly<Record<FunctionName, TokenFunction>> & {
  /** Where a buffer is, for a structure that points to it, and without which it is not freed. */
  readonly addressOf: (buffer: Buffer, from: Buffer) => bigint;
};

type FunctionName = keyof typeof functions;

/** The places of functions in CK_FUNCTION_LIST, and their parameters. */
const functions = {
  initialize: [0, ["void *"]],
  getSlotList: [4, ["uchar", "void *", "void *"]],
  getTokenInfo: [6, ["ulong", "void *"]],
  openSession: [12, ["ulong", "ulong", "void *", "void *", "void *"]],
  closeSession: [13, ["ulong"]],
  login: [18, ["ulong", "ulong", "void *", "ulong"]],
  getAttributeValue: [24, ["ulong", "ulong", "void *", "ulong"]],
  findObjectsInit: [26, ["ulong", "void *", "ulong"]],
  findObjects: [27, ["ulong", "void *", "ulong", "void *"]],
  findObjectsFinal: [28, ["ulong"]],
  signInit: [42, ["ulong", "void *", "ulong"]],
  sign: [43, ["ulong", "void *", "ulong", "void *", "void *"]],
} as const satisfies Readonly<Record<string, readonly [number, readonly string[]]>>;

/** The size of a pointer and of CK_ULONG. */
export const wordSize = 8;

const alreadyInitialized = 0x191;

const Native = v.custom<{ readonly async: (...args: readonly unknown[]) => void }>((value) => typeof value === "function");
const Pointer = v.bigint();

/** The buffers that others point to, which exist as long as those. */
const pointedTo = new WeakMap<Buffer, readonly Buffer[]>();

const libraries: unknown[] = [];
const loaded = new Map<string, Promise<Cryptoki>>();

/**
 * Loads a token's library, once for the process.
 *
 * @throws OperatorError `token-unusable`
 */
export async function loadCryptoki(module: string): Promise<Cryptoki> {
  const library = loaded.get(module) ?? load(module);
  loaded.set(module, library);
  // A library that could not be loaded may be installed later.
  return await library.catch((error: unknown) => {
    loaded.delete(module);
    throw error;
  });
}

async function load(module: string): Promise<Cryptoki> {
  if (process.platform === "win32") throw unusable(module, "tokens are not supported on Windows");
  const koffi = await import("koffi").catch((cause: unknown) => {
    throw unusable(module, "the package koffi, which calls it, is not installed: npm install koffi", cause);
  });
  try {
    const list = Buffer.alloc(wordSize);
    const library = koffi.load(module);
    // Without a reference it would be unloaded, with the functions in it.
    libraries.push(library);
    const getFunctionList = library.func("C_GetFunctionList", "ulong", ["void *"]);
    if (v.parse(v.number(), getFunctionList(list)) !== 0) throw new Error("It has no list of functions.");
    const named = Object.entries(functions).map(([name, [place, parameters]]) => {
      // The list begins with a version of two octets.
      const pointer = v.parse(Pointer, koffi.decode(list.readBigUInt64LE(), wordSize * (place + 1), "void *"));
      return [name, callable(koffi.decode(pointer, koffi.proto("ulong", [...parameters])))] as const;
    });
    const addressOf = (buffer: Buffer, from: Buffer): bigint => {
      pointedTo.set(from, [...(pointedTo.get(from) ?? []), buffer]);
      return koffi.address(buffer);
    };
    const cryptoki = { ...v.parse(Functions, Object.fromEntries(named)), addressOf };
    const result = await cryptoki.initialize(initializeArguments());
    if (result !== 0 && result !== alreadyInitialized) throw new Error(`C_Initialize returned 0x${result.toString(16)}.`);
    return cryptoki;
  } catch (cause) {
    throw unusable(module, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

const Callable = v.custom<TokenFunction>((value) => typeof value === "function");
const Functions = v.strictObject({
  initialize: Callable,
  getSlotList: Callable,
  getTokenInfo: Callable,
  openSession: Callable,
  closeSession: Callable,
  login: Callable,
  getAttributeValue: Callable,
  findObjectsInit: Callable,
  findObjects: Callable,
  findObjectsFinal: Callable,
  signInit: Callable,
  sign: Callable,
});

/** CK_C_INITIALIZE_ARGS with CKF_OS_LOCKING_OK: calls come from several threads. */
function initializeArguments(): Buffer {
  const argumentsOf = Buffer.alloc(6 * wordSize);
  argumentsOf.writeBigUInt64LE(2n, 4 * wordSize);
  return argumentsOf;
}

/** The arguments of calls under way: the library reads and writes them, whatever the garbage collector knows of that. */
const underway = new Set<readonly unknown[]>();

function callable(native: unknown): TokenFunction {
  const { async: callBeside } = v.parse(Native, native);
  return async (...args) => {
    underway.add(args);
    try {
      return await new Promise((resolve, reject) => {
        callBeside(...args, (error: unknown, result: unknown) => {
          if (error === null || error === undefined) resolve(Number(result));
          else reject(new Error("The function of the library could not be called.", { cause: error }));
        });
      });
    } finally {
      underway.delete(args);
    }
  };
}

function unusable(module: string, why: string, cause?: unknown): OperatorError {
  const sentence = `The token's library ${module} cannot be used: ${why}. Correct module-path in the address of the key.`;
  return new OperatorError("token-unusable", sentence, { cause });
}
