"""What each participant's JupyterLab on a class server needs: goes into etc/jupyter of its environment."""

import os

c = get_config()  # noqa: F821

# The link brings the course here. Lessons then run this participant's own helpers, data and progress.
course = os.path.expanduser("~/segmentation-course")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [course, os.environ.get("PYTHONPATH")]))

# A kernel that has done nothing for an hour ends, even while its notebook is open. What is written stays.
c.MappingKernelManager.cull_idle_timeout = 3600
c.MappingKernelManager.cull_interval = 300
c.MappingKernelManager.cull_connected = True
