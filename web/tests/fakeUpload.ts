import { vi } from "vitest";

/** A form on its way: how far it is, and what becomes of it. */
export interface FakeSending {
  form: FormData;
  headers: Record<string, string>;
  isAborted: boolean;
  progress: (sent: number, total: number) => void;
  answer: (status: number, body: unknown) => void;
  breakOff: () => void;
}

/** Stands in for uploads, which `fetch` cannot tell the progress of; oldest first. */
export function startFakeUploads(): FakeSending[] {
  const sendings: FakeSending[] = [];

  class FakeRequest extends EventTarget {
    upload = new EventTarget();
    status = 0;
    responseText = "";
    private headers: Record<string, string> = {};
    private sending: FakeSending | null = null;

    open(): void {
      this.headers = {};
    }

    setRequestHeader(name: string, value: string): void {
      this.headers[name] = value;
    }

    getAllResponseHeaders(): string {
      return "x-request-id: r-upload\r\n";
    }

    abort(): void {
      if (this.sending !== null) this.sending.isAborted = true;
      this.dispatchEvent(new Event("abort"));
    }

    send(form: FormData): void {
      this.sending = {
        form,
        headers: this.headers,
        isAborted: false,
        progress: (loaded, total) =>
          void this.upload.dispatchEvent(
            new ProgressEvent("progress", { lengthComputable: true, loaded, total }),
          ),
        answer: (status, body) => {
          this.status = status;
          this.responseText = JSON.stringify(body);
          this.dispatchEvent(new Event("load"));
        },
        breakOff: () => void this.dispatchEvent(new Event("error")),
      };
      sendings.push(this.sending);
    }
  }

  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  return sendings;
}
