import { OperatorError } from "../../system/operator-error.ts";
import type { TokenAddress } from "./token-address.ts";

/** CKR_USER_ALREADY_LOGGED_IN: another session of this process has. */
export const userAlreadyLoggedIn = 0x100;

/** Values of CK_RV that operators meet, by their names (PKCS #11 2.40, section 5.1). */
const names: Readonly<Record<number, string>> = {
  0x05: "CKR_GENERAL_ERROR",
  0x06: "CKR_FUNCTION_FAILED",
  0x30: "CKR_DEVICE_ERROR",
  0x31: "CKR_DEVICE_MEMORY",
  0x32: "CKR_DEVICE_REMOVED",
  0x60: "CKR_KEY_HANDLE_INVALID",
  0x63: "CKR_KEY_TYPE_INCONSISTENT",
  0x68: "CKR_KEY_FUNCTION_NOT_PERMITTED",
  0x70: "CKR_MECHANISM_INVALID",
  0x82: "CKR_OBJECT_HANDLE_INVALID",
  0x90: "CKR_OPERATION_ACTIVE",
  0x91: "CKR_OPERATION_NOT_INITIALIZED",
  0xa0: "CKR_PIN_INCORRECT",
  0xa1: "CKR_PIN_INVALID",
  0xa2: "CKR_PIN_LEN_RANGE",
  0xa3: "CKR_PIN_EXPIRED",
  0xa4: "CKR_PIN_LOCKED",
  0xb0: "CKR_SESSION_CLOSED",
  0xb3: "CKR_SESSION_HANDLE_INVALID",
  0xe0: "CKR_TOKEN_NOT_PRESENT",
  0xe1: "CKR_TOKEN_NOT_RECOGNIZED",
  0x101: "CKR_USER_NOT_LOGGED_IN",
  0x102: "CKR_USER_PIN_NOT_INITIALIZED",
};

/** Whether a token refuses a PIN, so that trying it again would count against it. */
export function isPinRefusal(value: number): boolean {
  return value >= 0xa0 && value <= 0xa4;
}

/** The error of a call that failed. */
export function callFailed({ text }: TokenAddress, call: string, value: number): OperatorError {
  const name = names[value] ?? `0x${value.toString(16)}`;
  const sentence = `The token of ${text} failed (${call}: ${name}). Check that it is there and works; the service tries it again with each signature.`;
  return new OperatorError("token-unusable", sentence);
}
