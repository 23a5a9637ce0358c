import { importStepsEn } from "../../core/import-steps/en.ts";
import { textsEn as sharedEn } from "../../ui/texts/en.ts";
import type { Texts } from "./texts.ts";

/** The dialog in English. */
export const textsEn: Texts = {
  // Includes the sentences of the error codes.
  ...sharedEn,
  title: "Certificate renewal check",
  progress: {
    label: "Steps of the renewal",
    check: "Check",
    save: "Save",
    password: "Password",
    import: "Import",
    proof: "Connect",
  },
  action: { renew: "Renew", later: "Later", close: "Close", next: "Next", back: "Back", retry: "Try again" },
  check: {
    heading: "Your client certificate needs renewing",
    daysLeft: (days) => (days === 1 ? "1 day left" : `${days} days left`),
    lead: "It will expire soon. Choose “Renew” to replace it.",
    what: "Once it has expired, you can no longer use it to access the service.",
    ordered: "It will not expire soon, but the service's operator asks you to replace it. Choose “Renew”.",
    reason: (reason) => `Reason: ${reason}`,
  },
  clock: {
    slow: (amount) =>
      `This computer's clock is ${amount} behind the service's. The new certificate would not be valid here yet and would not be listed. Set the date and time automatically, then continue.`,
    fast: (amount) =>
      `This computer's clock is ${amount} ahead of the service's. A valid certificate may be treated as expired. Set the date and time automatically, then continue.`,
  },
  refusal: { heading: "This certificate is not renewed automatically" },
  resume: {
    heading: "The renewal is not finished",
    begun: (when) => `A new certificate was issued on ${when} and has not been used yet.`,
    reached: {
      issued: "Last completed step: the certificate was issued.",
      fetched: "Last completed step: the certificate was downloaded.",
      "password-shown": "Last completed step: the password was shown.",
      imported: "Last completed step: the certificate was imported.",
    },
    proveLead: "If you have imported it on this computer, test the connection.",
    carryOnLead: "If you have this file and its password, continue with the import.",
    lostLead: "If you cannot find the file or the password, renew again.",
    carryOn: "Continue the import",
    again: "Renew again",
    unusable: "The page was closed before the password was shown, so nobody can open the file that was issued. Please renew again.",
  },
  elsewhere: {
    heading: "A renewal was started elsewhere",
    lead: (when) => `It was started on ${when} in another tab or on another computer. Continue there, or renew again here.`,
    here: "Renew again here",
  },
  again: {
    question: "Renew again?",
    lead: (fileName) => `The certificate issued earlier (${fileName}) becomes invalid. You can still use your current certificate.`,
    agree: "Yes, renew again",
    decline: "No",
  },
  working: {
    heading: "Renewing your certificate",
    lead: "A key is generated on this computer, and the new certificate is fetched and checked. This takes a moment.",
    slowKey: "The key for this certificate is long: generating it may take a minute. Keep this dialog open until then.",
  },
  save: {
    heading: "Save your certificate",
    lead: ["Your certificate has been renewed.", "saves it to your download folder."],
    here: "Download",
    downloaded: (fileName) => `${fileName} has been downloaded.`,
    offered: (fileName) =>
      `${fileName} has been handed to the browser. Make sure that it has been saved, then choose “Show password”.`,
    again: "Download again",
    notThere: "if it has not been saved.",
    file: "File name",
    backup: "Always keep a backup of the renewed certificate, for example on an external drive, in case this computer fails.",
    profile: "File format",
    modern: "Standard",
    modernHint: "Windows 10 and later, Linux, ChromeOS, Firefox",
    compatible: "Compatible",
    compatibleHint: "Mac, older Windows, older Java",
    rewritten: "The format has changed. Download the file again.",
  },
  password: {
    heading: "Check your certificate's password",
    lead: "shows the password that the import asks for.",
    reveal: "Show password",
    label: "Certificate password",
    hyphen: "hyphen",
    copy: "Copy",
    copied: "The password has been copied. It will be cleared from the clipboard after 60 seconds.",
    copiedToStay: "The password has been copied. After pasting it, copy something else to clear it from the clipboard.",
    copyRefused: "The password could not be copied. Choose “Save as text file”.",
    saveText: "Save as text file",
    saveRefused:
      "The browser does not allow saving on this page. Choose “Copy”, paste the password into a text editor and save it there.",
    savedText: (fileName) => `${fileName} has been handed to the browser. Make sure that it has been saved.`,
    keep: "Save the password, for example as a text file, and keep it together with the downloaded certificate.",
  },
  import: {
    heading: "Import your certificate",
    lead: "Do this on the computer where you renewed the certificate.",
    system: "Your computer",
    systems: {
      windows: "Windows",
      macos: "macOS",
      linux: "Linux",
      chromeos: "ChromeOS",
      mobile: "Phone or tablet",
      firefox: "Firefox, on any system",
    },
    steps: {
      windows: importStepsEn.windows,
      macos: importStepsEn.macos,
      linux: (fileName) => [
        "Type chrome://certificate-manager into Chrome's address bar and open it.",
        "Open “Your certificates” and choose [Import].",
        `Choose the downloaded file [${fileName}].`,
        "Enter the password that you saved and choose [OK].",
      ],
      chromeos: (fileName) => [
        "Type chrome://certificate-manager into Chrome's address bar and open it.",
        "Open “Your certificates” and choose [Import and Bind].",
        `Choose the downloaded file [${fileName}], enter the password that you saved and choose [OK].`,
      ],
      mobile: (fileName) => [
        `Open the downloaded file [${fileName}].`,
        "Follow the instructions on the screen and enter the password that you saved.",
      ],
      firefox: (fileName) => [
        "Open Firefox's menu ([≡] at the top right), choose [Settings] and then [Privacy & Security].",
        "Under “Certificates” choose [Manage certificates] (or [View Certificates]), then [Import] on the tab “Your Certificates”.",
        `Choose the downloaded file [${fileName}].`,
        "Enter the password that you saved and choose [OK].",
      ],
    },
    command: "Command for administrators",
    commandLead: "To import from a terminal, use this command. It prompts for the password.",
    help: {
      summary: "If it does not work",
      password: "The import says that the password is wrong",
      paste: "Do not type the password: paste it from the text file, without leading or trailing spaces or line breaks.",
      show: "Show the password again",
      format:
        "If it is still rejected, the cause is nearly always the file's format. The other format has the same certificate, key and password.",
      other: (format) => `Download as “${format}”`,
      latest: "Import this file, the most recent download. Its password is the same.",
      noFile: "The format of a file that was saved earlier cannot be changed. Choose “Back” and renew again.",
      unlisted: "The certificate is imported, but the browser does not list it",
      store: {
        windows:
          "In the wizard choose “Current User” and the store “Personal”. The browser may not list what is in “Local Machine”.",
        macos:
          "In Keychain Access it must be listed under “My Certificates” in the “login” keychain. If it is in “System”, move it to “login”.",
        linux:
          "Chrome's certificates are in ~/.pki/nssdb, or in ~/.local/share/pki/nssdb. A browser installed from snap or Flatpak has its own store: import in the browser's own settings.",
        chromeos: "Import it as the ChromeOS user who connects, with [Import and Bind].",
        mobile: "On Android, choose the use “VPN and apps”. On an iPhone or iPad, connect with Safari.",
        firefox:
          "Firefox has its own certificate store, one for each profile: it does not see a certificate that you import by double-clicking the file.",
      },
      browser: "Firefox and the other browsers have separate stores. Import it in the browser that you use to connect.",
    },
    chooser: (serial) =>
      `The connection is tested next. If the browser asks, choose the certificate whose serial number begins with ${serial}.`,
    done: "I have imported it",
  },
  proof: {
    heading: "Try the new certificate",
    lead: "This connects to a second server with the new certificate to make sure that it works.",
    chooser: (date, serial, first) =>
      `If the browser asks for a certificate, choose the one whose serial number begins with ${serial} (valid until ${date}${first ? ", first in the list" : ""}), then [OK].`,
    prove: "Test the connection",
    working: "Connecting. If the browser asks for a certificate, choose the new one.",
    misses: {
      "old-certificate": "The connection was made with the old certificate.",
      "other-certificate": "The connection was made with a different certificate.",
      "refused-certificate":
        "The connection was made with a certificate that the service does not accept. Import the most recently issued file and choose its certificate.",
      "not-replacement": "The connection was not made with the new certificate.",
      "no-certificate":
        "No certificate was sent. Either the selection was cancelled, or the new certificate is not in the store that this browser uses.",
      unreachable:
        "The second server could not be reached. A new tab shows the browser's reason. If that does not help, contact your administrator.",
      "not-recorded":
        "The new certificate connected, but the service's record could not be confirmed. Choose “Test the connection” again.",
    },
    remembers:
      "A browser remembers the certificate chosen for each server until it is closed. “Test the connection” uses a different server each time: test again and choose the new certificate. If the browser never asks, a policy (AutoSelectCertificateForUrls) makes the choice: contact your administrator.",
    lookAgain: "Review the import steps",
    window: "Try in a new tab",
    windowLead: "When the new tab shows the new serial number, choose “Test the connection” here.",
    restart: "If nothing changes, close all browser windows, reopen the browser and log in.",
  },
  trial: {
    heading: "Try to connect with the new certificate",
    lead: "This site has no server to check the connection, so please check it yourself.",
    how: (host) =>
      `Open a private window, or close all browser windows and reopen the browser, then connect to https://${host}. Windows that stay open keep using the old certificate.`,
    works: "The connection worked",
  },
  done: {
    heading: "Connected with the new certificate",
    lead: "The next time you start the browser, choose the new certificate.",
    recovered: "From now on, choose the new certificate and no longer use the previous one.",
    apart: (cn) => `The browser's selector lists more than one certificate named ${cn}. Tell them apart by their serial numbers.`,
    fresh: "New certificate",
    old: "Old certificate",
    order: "Position in the selector",
    first: "First",
    second: "Below it",
    until: (date) => `The old certificate also works until ${date}. You can leave it installed.`,
    retires: (date) => `The old certificate stops working on ${date}. You can leave it installed.`,
    removal: {
      summary: "How to remove the old certificate",
      optional: "This is optional. You lose nothing by removing it: the new certificate does everything that the old one did.",
      where: {
        windows: "Press the Windows key and R, enter certmgr.msc, choose [OK], and open “Certificates” under “Personal”.",
        macos: "Open Keychain Access and choose “My Certificates” under “login”.",
        linux: "Type chrome://certificate-manager into the address bar and choose “Your certificates”.",
        chromeos: "Type chrome://certificate-manager into the address bar and choose “Your certificates”.",
        firefox: "In Firefox's settings, under “Privacy & Security”, choose [View Certificates] and open “Your Certificates”.",
        mobile: "In the device's settings, open the list of installed certificates or profiles.",
      },
      which: "Check the details of the certificates with the same name, and remove only the one with this serial number:",
    },
    keep: "Keep the certificate's file and its password together in a safe place.",
  },
  leave: {
    heading: "Please do not close this yet",
    lead: "If you close it now, the issued certificate is lost. First save the file and check its password.",
    passwordLead:
      "If you close it now, the password cannot be shown again. First copy it, or make sure that its text file has been saved.",
    stay: "Continue the renewal",
    leave: "Close anyway",
  },
  failure: "Something went wrong",
  waiting: "Waiting for the authority",
};
