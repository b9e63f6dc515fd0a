// swift-format-ignore-file
// Made by bundle-openapi.sh from openapi.yaml.

/// The bytes of `openapi.yaml`, which travel inside the program.
package enum OpenAPIDocument {
  package static let text = ##"""
    openapi: 3.1.0
    info:
      title: Bygd server
      version: "1"
      summary: One exchange for replicas, JSON for everybody else.
      description: >
        Every answer carries `Bygd-Time`, the server's milliseconds since 1970-01-01 00:00 UTC, `Bygd-Protocol` and
        `X-Request-ID`. A method that a path does not have is answered with 405 and `Allow`; HEAD goes wherever GET goes.
        Problems are RFC 9457 with stable types. JSON bodies with a key twice in one object are refused.
    servers:
      - url: /
    security:
      - device: []
    paths:
      /v1/join:
        post:
          operationId: join
          summary: Enrol a device with a one-time code
          description: >
            Sent again soon by the same device, it is answered again, with another token.
          security: []
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/Joining" }
          responses:
            "201":
              description: "The device is in. The token is shown this once."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Joined" }
            "400": { $ref: "#/components/responses/Malformed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "410": { $ref: "#/components/responses/Gone" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/workspaces/{workspace}/sync:
        post:
          operationId: sync
          summary: Push commits and pull the log, in one exchange
          description: >
            Frames both ways, as PROTOCOL.md says. Bodies may be packed with gzip or zstd. Receipts come as commits become durable;
            what goes wrong after the answer has begun stands in its last frame.
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
          requestBody:
            required: true
            content:
              application/vnd.bygd.sync:
                schema: { type: string, format: binary }
          responses:
            "200":
              description: "A welcome, receipts, log pages and done, or a problem in place of the rest."
              content:
                application/vnd.bygd.sync:
                  schema: { type: string }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/replicas:
        post:
          operationId: enrol
          summary: Give a device another replica id
          description: >
            For a device whose replica has a twin. Asking twice gives the same answer.
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/NewReplica" }
          responses:
            "200":
              description: "The replica has its number in the log."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Enrolment" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/workspaces/{workspace}/snapshot:
        get:
          operationId: snapshot
          summary: The workspace up to a position not far behind the head, in one file
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
            - name: Range
              in: header
              description: "One range of bytes."
              schema: { type: string }
            - name: If-Range
              in: header
              description: "The tag of the file that the range is of."
              schema: { type: string }
          responses:
            "200":
              description: "The whole file."
              headers:
                ETag: { schema: { type: string } }
                Bygd-Snapshot-SHA256: { schema: { type: string } }
                Bygd-Snapshot-Position: { schema: { type: string } }
              content:
                application/vnd.bygd.snapshot:
                  schema: { type: string }
            "206":
              description: "The range."
              headers:
                ETag: { schema: { type: string } }
                Content-Range: { schema: { type: string } }
                Bygd-Snapshot-SHA256: { schema: { type: string } }
                Bygd-Snapshot-Position: { schema: { type: string } }
              content:
                application/vnd.bygd.snapshot:
                  schema: { type: string }
            "304":
              description: "The file that the tag in If-None-Match names."
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "416": { $ref: "#/components/responses/RangeNotSatisfiable" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/workspaces/{workspace}/events:
        get:
          operationId: events
          summary: "Server-sent events: the newest position, at once and whenever the log has grown"
          description: >
            Lines that begin with a colon keep the connection open. The stream ends when the server stops, and within five
            seconds after the device was revoked.
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
          responses:
            "200":
              description: "Events named position, whose id is the position."
              content:
                text/event-stream:
                  schema: { type: string }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/workspaces/{workspace}/repair:
        get:
          operationId: repair
          summary: Sums of the logged state, by which two replicas at one position find where they differ
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
            - name: bucket
              in: query
              description: "The records of a bucket, each with its own sum."
              schema: { type: integer, minimum: 0, maximum: 255 }
            - name: record
              in: query
              description: "The entries of the log that made a record what it is."
              schema: { type: string, format: uuid }
          responses:
            "200":
              description: "The sums of the buckets, or what was asked for."
              content:
                application/json:
                  schema: { type: object }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/workspaces/{workspace}/records:
        get:
          operationId: records
          summary: Records
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
            - name: type
              in: query
              description: "The key of a record type."
              schema: { type: string }
            - name: where
              in: query
              description: "`field=value`, repeatable; all must hold. Needs `type`."
              schema: { type: array, items: { type: string } }
            - name: deleted
              in: query
              description: "Whether deleted records are listed."
              schema: { type: string, enum: [without, only, with] }
            - name: limit
              in: query
              description: "At most so many."
              schema: { type: integer, minimum: 1, maximum: 1000, default: 100 }
            - name: offset
              in: query
              description: "After so many."
              schema: { type: integer, minimum: 0, default: 0 }
          responses:
            "200":
              description: "A page of records."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/RecordList" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/workspaces/{workspace}/records/{ref}:
        get:
          operationId: record
          summary: One record
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
            - name: ref
              in: path
              required: true
              description: "A short reference, a full id, a printed place, a number or an exact name."
              schema: { type: string }
          responses:
            "200":
              description: "The record."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Record" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/workspaces/{workspace}/records/{ref}/history:
        get:
          operationId: history
          summary: The commits that touch a record, newest first
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
            - name: ref
              in: path
              required: true
              description: "A short reference, a full id, a printed place, a number or an exact name."
              schema: { type: string }
            - name: limit
              in: query
              description: "At most so many."
              schema: { type: integer, minimum: 1, maximum: 1000, default: 100 }
          responses:
            "200":
              description: "Commits."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/History" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/workspaces/{workspace}/conflicts:
        get:
          operationId: conflicts
          summary: Open conflicts
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
          responses:
            "200":
              description: "All of them, by record."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/ConflictList" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/workspaces/{workspace}/conflicts/{id}:
        get:
          operationId: conflict
          summary: One open conflict
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
            - name: id
              in: path
              required: true
              description: "The conflict, and with it the writes that it is between."
              schema: { type: string, pattern: "^[0-9a-f]{16}$" }
          responses:
            "200":
              description: "The conflict."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Conflict" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/workspaces/{workspace}/conflicts/{id}/resolve:
        post:
          operationId: resolve
          summary: Settle a conflict
          description: >
            For administrators. The id is the expected state: when other writes stand there by now, nothing is changed (409).
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
            - name: id
              in: path
              required: true
              description: "The conflict, and with it the writes that it is between."
              schema: { type: string, pattern: "^[0-9a-f]{16}$" }
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/Resolution" }
          responses:
            "200":
              description: "Settled."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Resolved" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/workspaces/{workspace}/users:
        get:
          operationId: users
          summary: Members
          description: >
            For administrators.
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
          responses:
            "200":
              description: "By name."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/UserList" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/workspaces/{workspace}/devices:
        get:
          operationId: devices
          summary: Devices, revoked ones too
          description: >
            For administrators.
          parameters:
            - name: workspace
              in: path
              required: true
              description: "The workspace."
              schema: { $ref: "#/components/schemas/Id128" }
          responses:
            "200":
              description: "Oldest first."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/DeviceList" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /healthz:
        get:
          operationId: health
          summary: Whether the server runs
          security: []
          responses:
            "200":
              description: "It does."
              content:
                application/json:
                  schema: { type: object }
      /readyz:
        get:
          operationId: ready
          summary: Whether the server can answer for its workspaces
          security: []
          responses:
            "200":
              description: "It can."
              content:
                application/json:
                  schema: { type: object }
            "503": { $ref: "#/components/responses/Busy" }
      /metrics:
        get:
          operationId: metrics
          summary: Figures for Prometheus
          description: >
            For this machine without a token, else for administrators.
          security:
            - {}
            - device: []
          responses:
            "200":
              description: "Text format 0.0.4."
              content:
                text/plain:
                  schema: { type: string }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
      /v1/openapi.yaml:
        get:
          operationId: openAPI
          summary: This document
          security: []
          responses:
            "200":
              description: "This document."
              content:
                application/yaml:
                  schema: { type: string }
    components:
      securitySchemes:
        device:
          type: http
          scheme: bearer
          description: The device's token, as joining gave it.
      responses:
        Malformed:
          description: "The request says nothing that can be read."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        NotSignedIn:
          description: "No token, or one that no device has."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        NotAllowed:
          description: "The role does not allow it, or the device was revoked."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        NotFound:
          description: "There is no such thing."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        TimedOut:
          description: "The request came too slowly."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        Conflict:
          description: "Another workspace, another history, or a conflict that has moved on."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        Gone:
          description: "The code was used or has expired."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        TooLarge:
          description: "A bound was passed; `limit` says which."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        UnsupportedMediaType:
          description: "Content of another kind or packing."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        RangeNotSatisfiable:
          description: "The file has no such range."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        Refused:
          description: "Judged, and not accepted."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        UnsupportedVersion:
          description: "Another version of the protocol; `versionMin` and `versionMax` say which are spoken."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        TooManyRequests:
          description: "`Retry-After` says when to come back."
          headers:
            Retry-After: { schema: { type: integer } }
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        Busy:
          description: "Not now; `Retry-After` says when to come back."
          headers:
            Retry-After: { schema: { type: integer } }
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        StorageFull:
          description: "The server has no room."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
      schemas:
        Id128: { type: string, pattern: "^[0-9a-f]{32}$" }
        Problem:
          type: object
          required: [type, title, status]
          properties:
            type: { type: string, description: "`urn:bygd:problem:` and a stable code." }
            title: { type: string, description: "For people, in the language of Accept-Language: sv, en or da." }
            status: { type: integer }
            instance: { type: string }
            retryAfterSeconds: { type: integer }
            limit: { type: integer }
            versionMin: { type: integer }
            versionMax: { type: integer }
            subject: { type: string, description: "What it is about, as a word or id." }
        Joining:
          type: object
          required: [code, device, publicKey, replica]
          properties:
            code: { type: string }
            device: { type: string, maxLength: 200 }
            publicKey: { type: string, description: "Ed25519, 64 hexadecimal digits." }
            replica: { $ref: "#/components/schemas/Id128" }
            workspace: { type: string, description: "Id or name; without it, the code's." }
        Joined:
          type: object
          required: [schema, workspace, workspaceName, user, role, device, token, number]
          properties:
            schema: { const: 1 }
            workspace: { $ref: "#/components/schemas/Id128" }
            workspaceName: { type: string }
            user: { type: string }
            role: { $ref: "#/components/schemas/Role" }
            device: { $ref: "#/components/schemas/Id128" }
            token: { type: string }
            number: { type: integer }
        NewReplica:
          type: object
          required: [replica]
          properties:
            replica: { $ref: "#/components/schemas/Id128" }
        Enrolment:
          type: object
          required: [schema, replica, number]
          properties:
            schema: { const: 1 }
            replica: { $ref: "#/components/schemas/Id128" }
            number: { type: integer }
        Role: { type: string, enum: [reader, editor, administrator] }
        Record:
          type: object
          required: [ref, id, type, fields, conflicts, state, deleted, seen]
          properties:
            schema: { const: 1 }
            ref: { type: string }
            id: { type: string, format: uuid }
            type: { type: string }
            fields: { type: object }
            conflicts: { type: array, items: { type: string } }
            state: { type: string, enum: [synced, unsynced, refused] }
            deleted: { type: boolean }
            seen: { type: string }
        RecordList:
          type: object
          required: [schema, records, total]
          properties:
            schema: { const: 1 }
            records: { type: array, items: { $ref: "#/components/schemas/Record" } }
            total: { type: integer }
        History:
          type: object
          required: [schema, commits]
          properties:
            schema: { const: 1 }
            commits:
              type: array
              items:
                type: object
                required: [id, author, device, at, message, state, writes]
                properties:
                  id: { type: string }
                  author: { type: string }
                  device: { type: string }
                  at: { type: string, format: date-time }
                  message: { type: string }
                  state: { type: string }
                  writes:
                    type: array
                    items:
                      type: object
                      required: [ref, field, from, to]
        Conflict:
          type: object
          required: [id, ref, record, type, field, kind, base, candidates]
          properties:
            schema: { const: 1 }
            id: { type: string }
            ref: { type: string }
            record: { type: string, format: uuid }
            type: { type: string }
            field: { type: [string, "null"] }
            kind: { type: string, enum: [edit, delete, text, orphan, ring, closed-year] }
            base: {}
            candidates:
              type: array
              description: The first is the official one.
              items:
                type: object
                required: [n, value, author, device, at, dot, official]
        ConflictList:
          type: object
          required: [schema, conflicts]
          properties:
            schema: { const: 1 }
            conflicts: { type: array, items: { $ref: "#/components/schemas/Conflict" } }
        Resolution:
          type: object
          description: Exactly one of the choices, and a reason if there is one.
          properties:
            take: { type: integer, minimum: 1, description: "A candidate." }
            value: { description: "Another value; null leaves the field empty." }
            keep: { const: true }
            delete: { const: true }
            keepBoth: { const: true }
            reason: { type: string, maxLength: 4096 }
        Resolved:
          type: object
          required: [schema, commit, position, record]
          properties:
            schema: { const: 1 }
            commit: { type: string }
            position: { type: integer }
            record: { $ref: "#/components/schemas/Record" }
        UserList:
          type: object
          required: [schema, users]
          properties:
            schema: { const: 1 }
            users:
              type: array
              items:
                type: object
                required: [user, role, since]
        DeviceList:
          type: object
          required: [schema, devices]
          properties:
            schema: { const: 1 }
            devices:
              type: array
              items:
                type: object
                required: [id, user, name, replicas, created, revoked, lastSync, pending]

    """##
}
