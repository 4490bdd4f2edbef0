"""Reads the Parquet file of `ebl audit` with a reader that shares no code with its writer.

Prints one JSON object: the columns' types, the rows, and the statement in the file's metadata.
Moments are printed as milliseconds since 1970. Needs pyarrow.
"""

import json
import sys

import pyarrow as pa
import pyarrow.parquet as pq

table = pq.read_table(sys.argv[1])
types = {field.name: str(field.type) for field in table.schema}
place = table.schema.get_field_index("time")
millis = table.column("time").cast(pa.int64())
rows = table.set_column(place, "time", millis).to_pylist()
statement = json.loads(pq.read_metadata(sys.argv[1]).metadata[b"ebl.statement"])
json.dump({"types": types, "rows": rows, "statement": statement}, sys.stdout)
