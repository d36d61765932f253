// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CheckpointAnchor} from "../CheckpointAnchor.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

interface Vm {
    function prank(address sender) external;
    function expectRevert(bytes4 selector) external;
    function expectRevert(bytes calldata data) external;
    function expectEmit(bool, bool, bool, bool) external;
    function warp(uint256 timestamp) external;
    function assume(bool condition) external;
}

contract CheckpointAnchorTest {
    event Anchored(bytes32 indexed log, uint64 size, bytes32 root);
    event PublisherSet(bytes32 indexed log, address indexed publisher);
    event PublisherProposed(bytes32 indexed log, address indexed proposed);

    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    address private constant owner = address(0xA11CE);
    address private constant publisher = address(0xB0B);
    address private constant other = address(0xCAFE);
    // Not a constant: that would be hashed anew, by a call, each time it is read, and a prank would meet that call.
    bytes32 private immutable log = sha256("log.hospital.example/2026");

    CheckpointAnchor private anchors;

    function setUp() public {
        anchors = new CheckpointAnchor(owner);
        vm.prank(owner);
        anchors.setPublisher(log, publisher);
    }

    function test_keepsTheNewestCheckpoint() public {
        vm.warp(1_800_000_000);
        vm.expectEmit(true, true, true, true);
        emit Anchored(log, 7, bytes32(uint256(1)));
        vm.prank(publisher);
        anchors.anchor(log, 7, bytes32(uint256(1)));
        (uint64 size, bytes32 root, uint32 anchoredAt, address by) = anchors.anchorOf(log);
        assert(size == 7 && root == bytes32(uint256(1)) && anchoredAt == 1_800_000_000 && by == publisher);
    }

    function testFuzz_takesNothingFromAnybodyElse(address sender, bytes32 name) public {
        // No transaction comes from nobody, who would be the publisher of every log that was not admitted.
        vm.assume(sender != address(0) && (sender != publisher || name != log));
        vm.prank(sender);
        vm.expectRevert(CheckpointAnchor.NotPublisher.selector);
        anchors.anchor(name, 1, bytes32(0));
    }

    function testFuzz_takesNoTreeThatHasNotGrown(uint64 first, uint64 second) public {
        vm.assume(first > 0 && second <= first);
        vm.prank(publisher);
        anchors.anchor(log, first, bytes32(uint256(1)));
        vm.prank(publisher);
        vm.expectRevert(CheckpointAnchor.NotGrown.selector);
        anchors.anchor(log, second, bytes32(uint256(2)));
    }

    function test_takesNoTreeWithoutLeaves() public {
        vm.prank(publisher);
        vm.expectRevert(CheckpointAnchor.NotGrown.selector);
        anchors.anchor(log, 0, bytes32(uint256(1)));
    }

    function testFuzz_letsTheOwnerAloneAdmitLogs(address sender) public {
        vm.assume(sender != owner);
        vm.prank(sender);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, sender));
        anchors.setPublisher(log, other);
    }

    function test_takesNobodyForAPublisher() public {
        vm.prank(owner);
        vm.expectRevert(CheckpointAnchor.NoPublisher.selector);
        anchors.setPublisher(log, address(0));
    }

    function test_handsOverToWhoeverAccepts() public {
        vm.expectEmit(true, true, true, true);
        emit PublisherProposed(log, other);
        vm.prank(publisher);
        anchors.proposePublisher(log, other);
        assert(anchors.proposedPublisher(log) == other);
        // Until then, nothing has changed.
        vm.prank(publisher);
        anchors.anchor(log, 1, bytes32(0));
        vm.expectEmit(true, true, true, true);
        emit PublisherSet(log, other);
        vm.prank(other);
        anchors.acceptPublisher(log);
        vm.prank(other);
        anchors.anchor(log, 2, bytes32(0));
        vm.prank(publisher);
        vm.expectRevert(CheckpointAnchor.NotPublisher.selector);
        anchors.anchor(log, 3, bytes32(0));
        vm.prank(other);
        vm.expectRevert(CheckpointAnchor.NotPublisher.selector);
        anchors.acceptPublisher(log);
    }

    function testFuzz_letsNobodyElseProposeOrAccept(address sender) public {
        vm.assume(sender != publisher);
        vm.prank(sender);
        vm.expectRevert(CheckpointAnchor.NotPublisher.selector);
        anchors.proposePublisher(log, sender);
        vm.assume(sender != address(0));
        vm.prank(sender);
        vm.expectRevert(CheckpointAnchor.NotPublisher.selector);
        anchors.acceptPublisher(log);
    }

    function test_letsTheOwnerReplaceALostPublisherAndItsProposal() public {
        vm.prank(publisher);
        anchors.proposePublisher(log, other);
        vm.prank(owner);
        anchors.setPublisher(log, address(0xD00D));
        vm.prank(other);
        vm.expectRevert(CheckpointAnchor.NotPublisher.selector);
        anchors.acceptPublisher(log);
    }

    function test_keepsAnOwner() public {
        vm.prank(owner);
        vm.expectRevert(CheckpointAnchor.OwnerNeeded.selector);
        anchors.renounceOwnership();
        vm.prank(owner);
        anchors.transferOwnership(other);
        assert(anchors.owner() == owner);
        vm.prank(other);
        anchors.acceptOwnership();
        assert(anchors.owner() == other);
    }

    // RFC 6962, section 2.1, word for word.
    function leafAt(uint256 index) private pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x00), index));
    }

    function rootOf(uint256 start, uint256 end) private pure returns (bytes32) {
        if (end - start == 1) return leafAt(start);
        uint256 k = 1;
        while (k * 2 < end - start) k *= 2;
        return sha256(abi.encodePacked(bytes1(0x01), rootOf(start, start + k), rootOf(start + k, end)));
    }

    function pathOf(uint256 index, uint256 start, uint256 end) private pure returns (bytes32[] memory path) {
        if (end - start == 1) return new bytes32[](0);
        uint256 k = 1;
        while (k * 2 < end - start) k *= 2;
        bool isLeft = index < start + k;
        bytes32[] memory below = isLeft ? pathOf(index, start, start + k) : pathOf(index, start + k, end);
        path = new bytes32[](below.length + 1);
        for (uint256 i = 0; i < below.length; i++) path[i] = below[i];
        path[below.length] = isLeft ? rootOf(start + k, end) : rootOf(start, start + k);
    }

    function anchorTree(uint64 size) private {
        bytes32 root = rootOf(0, size);
        vm.prank(publisher);
        anchors.anchor(log, size, root);
    }

    function testFuzz_findsEveryLeafOfATree(uint8 leaves, uint8 which) public {
        uint64 size = uint64(leaves) % 40 + 1;
        uint64 index = uint64(which) % size;
        anchorTree(size);
        anchors.requireIncluded(log, leafAt(index), index, pathOf(index, 0, size));
    }

    function testFuzz_findsNoLeafElsewhere(uint8 leaves, uint8 which, uint8 wrong, bytes32 noise) public {
        uint64 size = uint64(leaves) % 39 + 2;
        uint64 index = uint64(which) % size;
        anchorTree(size);
        bytes32[] memory path = pathOf(index, 0, size);
        uint64 elsewhere = uint64(wrong) % size;
        bytes32 leaf = leafAt(index);
        if (elsewhere != index) {
            vm.expectRevert(CheckpointAnchor.NotIncluded.selector);
            anchors.requireIncluded(log, leaf, elsewhere, path);
        }
        vm.expectRevert(CheckpointAnchor.NotIncluded.selector);
        anchors.requireIncluded(log, leaf, size, path);
        vm.expectRevert(CheckpointAnchor.NotIncluded.selector);
        anchors.requireIncluded(log, noise, index, path);
        bytes32[] memory longer = new bytes32[](path.length + 1);
        for (uint256 i = 0; i < path.length; i++) longer[i] = path[i];
        vm.expectRevert(CheckpointAnchor.NotIncluded.selector);
        anchors.requireIncluded(log, leaf, index, longer);
        path[uint256(noise) % path.length] = noise;
        vm.expectRevert(CheckpointAnchor.NotIncluded.selector);
        anchors.requireIncluded(log, leaf, index, path);
    }

    function test_findsNothingInALogThatNeverWasAnchored() public {
        vm.expectRevert(CheckpointAnchor.NotIncluded.selector);
        anchors.requireIncluded(bytes32(uint256(9)), bytes32(0), 0, new bytes32[](0));
    }
}

/// @dev Anchors whatever it is told, as two publishers and a stranger.
contract Actors {
    CheckpointAnchor public immutable anchors;
    bytes32 public immutable log = sha256("log.hospital.example/2026");
    uint64 public largest;
    bool public shrank;

    constructor(CheckpointAnchor anchors_) {
        anchors = anchors_;
    }

    function anchor(uint64 size, bytes32 root) external {
        (uint64 before,,,) = anchors.anchorOf(log);
        try anchors.anchor(log, size, root) {
            if (size <= before) shrank = true;
            if (size > largest) largest = size;
        } catch {}
    }

    function hop(uint32 size) external {
        (uint64 before,,,) = anchors.anchorOf(log);
        if (before < type(uint64).max - size) this.anchor(before + size, bytes32(uint256(size)));
    }
}

contract CheckpointAnchorInvariants {
    CheckpointAnchor private anchors;
    Actors private actors;

    function setUp() public {
        anchors = new CheckpointAnchor(address(this));
        actors = new Actors(anchors);
        anchors.setPublisher(actors.log(), address(actors));
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actors);
    }

    function invariant_sizesOnlyGrow() public view {
        (uint64 size,,, address publisher) = anchors.anchorOf(actors.log());
        assert(!actors.shrank());
        assert(size == actors.largest());
        assert(publisher == address(actors));
    }
}
