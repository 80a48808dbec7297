"""The engine that has 140,000 records made: many requests at a time, verified, paid for, resumable."""

from kinemind.cot.engine.accounting import EngineReport
from kinemind.cot.engine.draft import Draft
from kinemind.cot.engine.job import run, run_async
from kinemind.cot.engine.options import EngineOptions

__all__ = ["Draft", "EngineOptions", "EngineReport", "run", "run_async"]
