import { textsEn as sharedEn } from "../../ui/texts/en.ts";
import type { Texts } from "./texts.ts";

/** The recovery page in English. */
export const textsEn: Texts = {
  ...sharedEn,
  title: "Recover your certificate",
  lead: "If your certificate has expired or is lost, get a new one with a code from your administrator. Its key is generated on this computer and never leaves it.",
  otherLanguage: "日本語",
  tenant: { label: "Tenant (O)", hint: "For example u00000014" },
  cn: { label: "Name of the certificate (CN)", hint: "For example client28" },
  code: { label: "Recovery code", hint: "Four groups of four characters. It is valid for 24 hours and works once." },
  submit: "Get the certificate",
  working: "Checking the code.",
  failed: "No certificate was issued",
  invalid: {
    tenant: "Enter the tenant as it is in the certificate.",
    cn: "Enter the certificate's name, such as client28.",
    code: "Enter all 16 characters of the code from your administrator.",
  },
  noCode: "If you have no code, ask your tenant's administrator for one.",
  after: {
    heading: "The certificate has been issued",
    lead: "Once you have imported it, close all browser windows, reopen the browser and connect with the new certificate. If you could not save the file or its password, ask your administrator for a new code.",
    open: "Connect with the new certificate",
  },
};
