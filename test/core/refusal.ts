import { KoshinError, type ErrorCode } from "../../src/core/errors.ts";

/** The code of the KoshinError that `act` throws; other errors are rethrown. */
export async function refusal(act: () => unknown): Promise<ErrorCode | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof KoshinError) return error.code;
    throw error;
  }
}
