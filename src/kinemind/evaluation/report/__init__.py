"""Reports of evaluations: figures with their origin as JSON, Markdown and a page of pictures."""

from kinemind.evaluation.report.pictures import Sample, draw_page
from kinemind.evaluation.report.report import Data, Estimate, Report, Weights, estimate
from kinemind.evaluation.report.write import check_output, report_text, write_report

__all__ = [
    "Data",
    "Estimate",
    "Report",
    "Sample",
    "Weights",
    "check_output",
    "draw_page",
    "estimate",
    "report_text",
    "write_report",
]
