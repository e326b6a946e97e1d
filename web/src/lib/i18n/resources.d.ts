import "i18next";

import type accounts from "../../locales/en/accounts.json";
import type analyse from "../../locales/en/analyse.json";
import type common from "../../locales/en/common.json";
import type creators from "../../locales/en/creators.json";
import type apiKeys from "../../locales/en/apiKeys.json";
import type imports from "../../locales/en/import.json";
import type library from "../../locales/en/library.json";
import type ownData from "../../locales/en/ownData.json";
import type reasons from "../../locales/en/reasons.json";
import type requests from "../../locales/en/requests.json";
import type result from "../../locales/en/result.json";
import type settings from "../../locales/en/settings.json";
import type webhooks from "../../locales/en/webhooks.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: {
      common: typeof common;
      accounts: typeof accounts;
      analyse: typeof analyse;
      result: typeof result;
      reasons: typeof reasons;
      requests: typeof requests;
      library: typeof library;
      creators: typeof creators;
      import: typeof imports;
      settings: typeof settings;
      apiKeys: typeof apiKeys;
      ownData: typeof ownData;
      webhooks: typeof webhooks;
    };
  }
}
