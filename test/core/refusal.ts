import { KoshinError, type ErrorCode } from "../../src/core/errors.ts";

/** The code that `act` is refused with; what else it throws passes through. */
export async function refusal(act: () => unknown): Promise<ErrorCode | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof KoshinError) return error.code;
    throw error;
  }
}
