"""A Ray job for the tests to kill: python -m tests.cot.engine.killed_ray_job OUT"""

from __future__ import annotations

import sys

import ray

from kinemind.cot.engine.ray_job import run_on_ray
from tests.cot.engine.subjects import subjects
from tests.cot.engine.test_ray_job import OPTIONS, teacher

if __name__ == "__main__":
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    run_on_ray(subjects(200), teacher, sys.argv[1], OPTIONS, batch=8)
