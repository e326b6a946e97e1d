import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";

import { leaveOnSessionEnd } from "@/app/leaveOnSessionEnd";
import { buildRouter } from "@/app/router";
import { noteSessionEnd, openSession } from "@/app/session";

import { fakeUser } from "./factories";

// Pages load on demand; a test should not wait for the transformer of a busy machine.
import "@/features/accounts/ForgotPasswordPage";
import "@/features/accounts/ResetPasswordPage";
import "@/features/accounts/SignInPage";
import "@/features/accounts/SignUpPage";
import "@/features/accounts/VerifyEmailPage";
import "@/features/analyse/AnalysePage";
import "@/features/import/ImportPage";
import "@/features/creators/CreatorsPage";
import "@/features/library/LibraryPage";
import "@/features/ownData/GoodbyePage";
import "@/features/ownData/YourDataPage";
import "@/features/requests/HistoryPage";
import "@/features/result/RequestPage";
import "@/features/apiKeys/ApiKeysPage";
import "@/features/settings/AdministrationPage";
import "@/features/settings/ProfilePage";
import "@/features/settings/SecurityPage";
import "@/features/settings/SettingsLayout";
import "@/features/settings/SourcesPage";
import "@/features/webhooks/EndpointPage";
import "@/features/webhooks/WebhooksPage";
// What they fetch when it is wanted.
import "@/app/layout/FindDialog";
import "@/app/layout/ShortcutDialog";
import "@/components/OpenableFilter";
import "@/features/apiKeys/MakeKeyDrawer";
import "@/features/library/PostDrawer";
import "@/features/ownData/EraseForm";
import "@/features/requests/RequestProgress";
import "@/features/result/CitationCard";
import "@/features/result/EvidenceDetail";
import "@/features/result/PostSwitch";
import "@/features/result/StoppedPost";
import "@/features/result/compare/CompareView";
import "@/features/webhooks/EndpointForm";

let stopBefore = (): void => undefined;

/** The whole app at an address, signed in unless told otherwise. */
export function renderApp(address: string, { isSignedIn = true } = {}) {
  if (isSignedIn) {
    openSession({
      user: fakeUser(),
      access_token: "token-of-a-test",
      token_type: "bearer",
      expires_in: 600,
      refresh_token: null,
    });
  } else noteSessionEnd();
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const history = createMemoryHistory({ initialEntries: [address] });
  const router = buildRouter(queries, history);
  stopBefore();
  stopBefore = leaveOnSessionEnd(router, queries);
  render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { router, user: userEvent.setup() };
}
