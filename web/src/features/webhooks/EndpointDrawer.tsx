import { lazy, Suspense } from "react";

import { Drawer } from "@/components/Drawer";
import { useOnce } from "@/components/useOnce";

import type { EndpointFormProps } from "./EndpointForm";

/** The form and what judges it are fetched when the drawer is first opened. */
const EndpointForm = lazy(() =>
  import("./EndpointForm").then((file) => ({ default: file.EndpointForm })),
);

export interface EndpointDrawerProps extends EndpointFormProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
}

/** A webhook's address and events, to be made or changed. */
export function EndpointDrawer({ title, isOpen, onClose, ...form }: EndpointDrawerProps) {
  const wasOpen = useOnce(isOpen);
  if (!wasOpen) return null;
  return (
    <Suspense>
      <Drawer title={title} isOpen={isOpen} onClose={onClose}>
        <EndpointForm {...form} />
      </Drawer>
    </Suspense>
  );
}
