import type { ImportSteps } from "./import-steps.ts";

const windows: ImportSteps["windows"] = (fileName) => [
  `Double-click the downloaded client certificate [${fileName}]. The Certificate Import Wizard opens; choose [Next].`,
  "The wizard shows the file to import. Its name is already filled in; choose [Next].",
  "The wizard asks for the password. Enter the password that you saved and choose [Next].",
  "The wizard asks for the certificate store. Leave the selection unchanged and choose [Next].",
  "The import is complete; choose [Finish].",
  "When “The import was successful” appears, choose [OK]. You are done.",
];

/** The import in English. */
export const importStepsEn: ImportSteps = {
  windows,
  "windows-old": windows,
  macos: (fileName) => [
    `In Finder, open Downloads and double-click [${fileName}]. Keychain Access opens.`,
    "If it asks where to add the certificate, choose “login” and then [Add].",
    "Enter the password that you saved and choose [OK].",
    "On the first connection, enter your Mac's login password and choose [Always Allow].",
  ],
  ios: (fileName) => [
    `On the iPhone or iPad, open [${fileName}] in the app Files. It says “Profile Downloaded”: choose [Close].`,
    "Open Settings and choose “Profile Downloaded” near the top. If it is not there, open “General” and “VPN & Device Management”.",
    "Choose [Install] and enter the device's passcode. If it warns that the profile is not signed, choose [Install] again.",
    "Enter the certificate's password, choose [Next], and then [Done].",
    "Connect with Safari, and choose [Continue] when it asks for the certificate.",
  ],
  android: (fileName) => [
    `Save [${fileName}] in Downloads of the Android device.`,
    "In Settings, open “Security”, “Encryption & credentials” and “Install a certificate”, and choose “VPN & app user certificate”. If you do not find it, search the settings for “certificate”.",
    `Choose [${fileName}], enter the certificate's password and choose [OK].`,
    "Keep the certificate's name and choose [OK]. If it asks for a screen lock, set one.",
    "Connect with Chrome, and choose this certificate when it asks for one.",
  ],
};
