import { refusedEn } from "./refused-en.ts";
import type { Texts } from "./texts.ts";

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
      wrong: "The user name or the password is wrong. Check upper and lower case, and enter both again.",
      unreadable: "What you entered did not arrive. Enter your user name and password again.",
      locked: "Too many tries failed, so no more are taken for now. Wait for a minute, then try again.",
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
  refused: refusedEn,
};
