"""What each participant's JupyterLab on a class server needs: goes into etc/jupyter of its environment."""

import os
import shutil

from jupyter_core.paths import jupyter_config_dir

c = get_config()  # noqa: F821

# The link brings the course here. Lessons then run this participant's own helpers, data and progress.
course = os.path.expanduser("~/segmentation-course")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [course, os.environ.get("PYTHONPATH")]))

# A kernel that has done nothing for an hour ends, even while its notebook is open. What is written stays.
c.MappingKernelManager.cull_idle_timeout = 3600
c.MappingKernelManager.cull_interval = 300
c.MappingKernelManager.cull_connected = True

# JupyterLab's first start folds its list of files away, as `python course.py lab` has it do elsewhere.
layout = "default-37a8.jupyterlab-workspace"
workspaces = os.path.join(jupyter_config_dir(), "lab", "workspaces")
os.makedirs(workspaces, exist_ok=True)
if not os.path.exists(os.path.join(workspaces, layout)):
    shutil.copy(os.path.join(os.path.dirname(__file__), layout), workspaces)
