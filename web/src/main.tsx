import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { leaveOnSessionEnd } from "@/app/leaveOnSessionEnd";
import { buildRouter } from "@/app/router";
import { startTranslations } from "@/lib/i18n";
import { queryClient } from "@/lib/queryClient";

import "@/styles/index.css";

const router = buildRouter(queryClient);

leaveOnSessionEnd(router, queryClient);

await startTranslations();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
