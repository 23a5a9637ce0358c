import type { Texts } from "./texts.ts";

const choose =
  "Close every window of the browser, open it again and come back to this page. When it asks for a certificate, choose your own (clientXXX) and press OK.";
const ask = "If that does not help, tell your administrator the code on this page.";

/** The web app in English. */
export const textsEn: Texts = {
  app: "Clinic office",
  demonstration: "Demonstration",
  otherLanguage: "日本語",
  login: {
    title: "Log in",
    lead: "Enter your user name and password.",
    user: "User name",
    password: "Password",
    show: "Show",
    showPassword: "Show password",
    submit: "Log in",
    error: "Error",
    failures: {
      wrong: "The user name or password is wrong. Check upper and lower case, and enter both again.",
      unreadable: "Your entries were not received. Enter your user name and password again.",
      locked: "Too many failed attempts. Wait a minute, then try again.",
    },
    certificate: "Connected with",
  },
  menu: {
    title: "Master menu",
    user: "User",
    certificate: "Certificate",
    logout: "Log out",
    absent: "The demonstration does not have this screen.",
    groups: [
      {
        title: "Reception",
        items: [
          { number: "11", name: "Reception" },
          { number: "12", name: "Registration" },
          { number: "13", name: "Enquiries" },
          { number: "14", name: "Bookings" },
        ],
      },
      {
        title: "Care and accounts",
        items: [
          { number: "21", name: "Treatments" },
          { number: "22", name: "Diagnoses" },
          { number: "23", name: "Payments" },
          { number: "24", name: "Accounts" },
        ],
      },
      {
        title: "Claims",
        items: [
          { number: "41", name: "Data check" },
          { number: "42", name: "Statements" },
          { number: "43", name: "Claims" },
          { number: "44", name: "Summaries" },
        ],
      },
      {
        title: "Statistics and masters",
        items: [
          { number: "51", name: "Daily statistics" },
          { number: "52", name: "Monthly statistics" },
          { number: "91", name: "Master entry" },
          { number: "92", name: "Master updates" },
        ],
      },
    ],
  },
  refused: {
    todo: "What to do",
    recover: "If your administrator has given you a recovery code, get a new certificate here",
    again: "Connect again",
    code: "Code",
    reasons: {
      "no-certificate": {
        title: "No client certificate",
        what: "The browser sent no client certificate. Either the selection was cancelled, or the certificate is not on this computer, or it has expired: a browser does not offer expired certificates.",
        steps: [
          choose,
          "If it does not ask, or your certificate is not in the list, import the certificate (.p12 file) on this computer.",
          "If the certificate has expired, you cannot renew it yourself. Check that the date and time of this computer are correct, then ask your tenant's administrator to issue it again.",
        ],
      },
      "other-tenant": {
        title: "Certificate of another clinic",
        what: "The password is right, but the certificate that you chose does not belong to this user's clinic (tenant).",
        steps: [choose, "To log in as a user of another clinic, start again from the login page.", ask],
      },
      revoked: {
        title: "The certificate has been revoked",
        what: "The certificate that you chose has been revoked and cannot be used. This happens if it was reported lost, or if a new one replaced it.",
        steps: [
          "If you have received a new certificate, import it.",
          choose,
          "If you have no new certificate, ask your tenant's administrator for one.",
        ],
      },
      retired: {
        title: "The certificate has been replaced",
        what: "The certificate that you chose was renewed, its replacement is in use, and the period in which both were valid is over.",
        steps: [
          "Close every window of the browser, open it again and come back to this page. When it asks for a certificate, choose the one that expires last.",
          "If the new certificate is not in the list, import its .p12 file on this computer.",
          ask,
        ],
      },
      expired: {
        title: "The certificate has expired",
        what: "The certificate that you chose has expired and cannot be used. After expiry you cannot renew it yourself.",
        steps: [
          "If you have already imported a new certificate, open the browser again and choose that one.",
          "If you have no new certificate, ask your tenant's administrator to issue it again.",
          "Check that the date and time of this computer are correct.",
        ],
      },
      "unknown-issuer": {
        title: "Not a certificate of this service",
        what: "The certificate that you chose was not issued by this service's authority. It may belong to another service, or to another environment (production or demonstration).",
        steps: [choose, ask],
      },
      "unknown-serial": {
        title: "Certificate not on record",
        what: "The certificate that you chose is signed by this service's authority, but there is no record of it.",
        steps: [choose, "Do not use this certificate any more; ask your tenant's administrator for a new one.", ask],
      },
      "not-yet-valid": {
        title: "The certificate is not valid yet",
        what: "The certificate that you chose is not valid yet. The service's clock was wrong when it was issued, or is wrong now.",
        steps: [
          "If you still have your previous certificate, close every window of the browser, open it again and choose that one.",
          ask,
        ],
      },
      "tenant-closed": {
        title: "This clinic's service has ended",
        what: "The clinic (tenant) of this certificate no longer uses the service.",
        steps: [
          "To go on using it, contact the provider of the service.",
          "If you have a certificate of another clinic, open the browser again and choose that one.",
        ],
      },
      "cross-site": {
        title: "This request came from another site",
        what: "The request came from a page of another site and was not accepted.",
        steps: ["Open the login page with the button below, and try again there."],
      },
      "not-found": {
        title: "Page not found",
        what: "There is no page at this address.",
        steps: ["Check the address, or use the button below."],
      },
    },
  },
};
