"""What insights holds of a person, table by table: read by erase and export."""

from libs.common.personal_data.declaring import PersonalData
from services.insights.metadata import metadata

PERSONAL_DATA = PersonalData(metadata)
