"""Widgets that live in notebooks with a kernel and in the published page without one."""

from cnnlib.widgets.activation_explorer import ActivationExplorer
from cnnlib.widgets.architecture_explorer import ArchitectureExplorer
from cnnlib.widgets.backprop_explorer import BackpropExplorer
from cnnlib.widgets.connectivity_explorer import ConnectivityExplorer
from cnnlib.widgets.conv_explorer import ConvExplorer
from cnnlib.widgets.drill import Drill
from cnnlib.widgets.equivariance_lab import EquivarianceLab
from cnnlib.widgets.explore import Explore, explore
from cnnlib.widgets.filter_lab import FilterLab
from cnnlib.widgets.lenet_viewer import LeNetViewer
from cnnlib.widgets.pooling_lab import PoolingLab
from cnnlib.widgets.receptive_field import ReceptiveField
from cnnlib.widgets.train_live import TrainLive
from cnnlib.widgets.unroll_explorer import UnrollExplorer
from cnnlib.widgets.volume_explorer import VolumeExplorer

__all__ = [
    "ActivationExplorer",
    "ArchitectureExplorer",
    "BackpropExplorer",
    "ConnectivityExplorer",
    "ConvExplorer",
    "Drill",
    "EquivarianceLab",
    "Explore",
    "FilterLab",
    "LeNetViewer",
    "PoolingLab",
    "ReceptiveField",
    "TrainLive",
    "UnrollExplorer",
    "VolumeExplorer",
    "explore",
]
